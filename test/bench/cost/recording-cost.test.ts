// The cost model's arithmetic, against figures worked out by hand.
import { expect, test } from 'vitest';
import { catalog } from '../../../functions/catalog.ts';
import { metricUnits } from '../../../shared/domain/metrics.ts';
import type { Resource } from '../../support/stage-template.ts';
import { type CountedPath, readOperations, readPrices } from './facts.ts';
import { journeys, readsWhileWaiting } from './journeys.ts';
import { monthlyCost } from './monthly-cost.ts';
import { costByTerm } from './recording-cost.ts';

const prices = readPrices();
const operation = { function: 'Transcode', readUnits: 0, writeUnits: 0, objectBytes: 0 };

const dollarsOf = (counted: Partial<CountedPath>, seconds: Readonly<Record<string, number>> = {}) => {
  const full = { operations: [], logBytes: {}, answerBytes: 0, ...counted };
  const terms = costByTerm({ name: '', counted: full, seconds, waitingReads: 0 }, catalog, prices);
  return Object.fromEntries(terms.map(({ name, dollars }) => [name, dollars]));
};

test('a thousand calls of five minutes as PCM cost 43 cents on their way to the vendor', () => {
  const wav = { ...operation, name: 'PutObject WAV', objectBytes: 4_800_000 };
  expect(dollarsOf({ operations: [wav] })['audio to the vendor']).toBeCloseTo(0.432, 6);
});

test('a caller who waits ten seconds keeps half a gigabyte busy', () => {
  const term = dollarsOf({}, { SubmitRecording: 10 })['Lambda: submit, its caller waits'];
  expect(term).toBeCloseTo(1000 * 5 * 0.0000133334, 6);
});

test('a hint is sent, received and deleted, each at the price of a fair queue', () => {
  const hint = { ...operation, name: 'SendMessage transcode' };
  expect(dollarsOf({ operations: [hint] }).SQS).toBeCloseTo(1000 * 3 * 0.0000005, 9);
});

test('writes and reads are billed by their units', () => {
  const operations = [{ ...operation, name: 'PutItem recording: completed', writeUnits: 12, readUnits: 3 }];
  const dollars = dollarsOf({ operations });
  expect(dollars['DynamoDB: writes']).toBeCloseTo(0.0075, 9);
  expect(dollars['DynamoDB: reads']).toBeCloseTo(0.000375, 9);
});

test('waiting longer means more reads, about two a second', async () => {
  const [short, long] = [await readsWhileWaiting(10), await readsWhileWaiting(25)];
  expect(long - short).toBeGreaterThanOrEqual(30);
  expect(long - short).toBeLessThan(40);
});

test('nobody who waits is nobody who reads', async () => {
  const unattended = (await journeys(readOperations())).at(-1);
  const reads = unattended?.counted.operations.filter(({ function: caller }) => caller === 'SubmitRecording');
  expect(reads?.map(({ name }) => name)).toEqual(['PutItem recording: received', 'SendMessage transcode']);
});

const resource = (type: string, properties: Readonly<Record<string, unknown>> = {}): Resource => ({
  ...{ id: type, type, properties, deletionPolicy: undefined, updateReplacePolicy: undefined },
});

test('an alarm over an expression is billed for each metric in it, and each metric that we publish by itself', () => {
  const stat = (Namespace: string, MetricName: string) => ({
    MetricStat: { Metric: { Namespace, MetricName } },
  });
  const metrics = [stat('AWS/SQS', 'a'), stat('Voxgate', 'b'), { Expression: 'a/b' }];
  const resources = [
    resource('AWS::CloudWatch::Alarm', { Metrics: metrics }),
    resource('AWS::CloudWatch::Alarm', { Namespace: 'Voxgate', MetricName: 'b' }),
    resource('AWS::EC2::NatGateway'),
  ];
  const counts = Object.fromEntries(
    monthlyCost(resources, readOperations(), catalog, prices).map(({ name, count }) => [name, count]),
  );
  expect(counts).toMatchObject({
    'alarm metrics': 3,
    'custom metrics': Object.keys(metricUnits).length,
    'NAT gateways': 1,
    dashboards: 0,
  });
});
