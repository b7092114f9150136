// What operators are told: no alarm without what it means for people, where to read on, and somebody who hears it.
import { readFileSync } from 'node:fs';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { describe, expect, test } from 'vitest';
import { catalog } from '../../functions/catalog.ts';
import { AlarmTopic } from '../../infra/constructs/alarm-topic.ts';
import { OperatorAlarm } from '../../infra/constructs/operator-alarm.ts';
import { runbookEntries } from '../../infra/runbook.ts';
import { metricNamespace, metricUnits } from '../../shared/domain/metrics.ts';
import { actionsOf, statementsOf } from '../support/policy-statements.ts';
import {
  emptyStack,
  exampleStage,
  resourcesOf,
  synthesiseStage,
  variablesOf,
  withApp,
} from '../support/stage-template.ts';

const stage = exampleStage({ runbookUrl: 'https://wiki.example/runbook', noResultMinutes: 45 });
const template = synthesiseStage(stage);
const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm');
const [topic, ...otherTopics] = resourcesOf(template, 'AWS::SNS::Topic');
const topicRef = { Ref: topic?.id };
const text = (value: unknown): string => JSON.stringify(value);

const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
/** As GitHub makes them. */
const anchors = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-'),
);

describe('every alarm', () => {
  test.each(alarms)('$id says what breaks for whom, and its runbook entry exists', ({ properties }) => {
    const [impact = '', link = ''] = String(properties.AlarmDescription).split(' Runbook: ');
    expect(impact).toMatch(/^[A-Z].{30,}\.$/);
    expect(impact).toMatch(/caller|customer|vendor|recording|result/i);
    expect(link).toMatch(/^https:\/\/wiki\.example\/runbook#/);
    expect(anchors).toContain(link.split('#')[1]);
  });

  test.each(alarms)('$id is heard when it begins and when it ends', ({ properties }) => {
    expect(properties).toMatchObject({ AlarmActions: [topicRef], OKActions: [topicRef] });
  });

  test('cannot be made without a sentence', () => {
    withApp((app) => {
      const stack = emptyStack(app);
      const to = new AlarmTopic(stack, 'Operators', stage);
      const metric = new Metric({ namespace: 'Test', metricName: 'Test' });
      const make = (impact: string) => () =>
        new OperatorAlarm(stack, 'Probe', { to, metric, impact, runbook: 'dead-letters', above: 0 });
      expect(make('')).toThrow(/Probe: "" does not say in a sentence what breaks for whom/);
      expect(make('queue depth')).toThrow(/does not say/);
      expect(make('Results cannot be posted to the customers who wait.')).not.toThrow();
    });
  });
});

test('the runbook has an entry for each alarm, and no alarm names another', () => {
  expect(anchors).toEqual(expect.arrayContaining([...runbookEntries]));
  const named = alarms.map(({ properties }) => String(properties.AlarmDescription).split('#')[1] ?? '');
  expect([...new Set(named)].sort()).toEqual([...runbookEntries].sort());
});

test('what is watched: queues, results, calls, functions, the vendor, deliveries, the sweeper', () => {
  const names = alarms.map(({ id }) => id.replace(/[0-9A-F]{8}$/, ''));
  expect(names.sort()).toEqual([
    'AlarmsApiErrors',
    'AlarmsDeliveriesGivenUp',
    'AlarmsDoorErrors',
    'AlarmsNoResult',
    'AlarmsOwnErrors',
    'AlarmsSweeperStill',
    'AlarmsTargetSwitchedOff',
    'AlarmsThrottled',
    'AlarmsVendorToken',
    'AlarmsVendorUnreachable',
    'AlarmsWorkerErrors',
    'DeliverQueueAlarm',
    'DeliverQueueWait',
    'TranscodeQueueAlarm',
    'TranscodeQueueWait',
  ]);
});

test('a recording without a result is told of after as many minutes as the stage says', () => {
  const alarm = alarms.find(({ id }) => id.startsWith('AlarmsNoResult'));
  expect(alarm?.properties).toMatchObject({
    Namespace: metricNamespace,
    MetricName: 'OldestWaitingSeconds',
    Dimensions: [{ Name: 'Stage', Value: stage.name }],
    Statistic: 'Maximum',
    Threshold: 45 * 60,
    ComparisonOperator: 'GreaterThanThreshold',
  });
});

test('what functions count is what is looked at: each knows its stage by the name in the dimension', () => {
  const stages = resourcesOf(template, 'AWS::Lambda::Function').flatMap(
    (one) => variablesOf(one).STAGE ?? [],
  );
  expect(stages.length).toBeGreaterThan(0);
  expect([...new Set(stages)]).toEqual([stage.name]);
});

test('a door that answers every call with 500 is told of, however few calls there are', () => {
  const alarm = alarms.find(({ id }) => id.startsWith('AlarmsOwnErrors'));
  expect(alarm?.properties).toMatchObject({
    Namespace: metricNamespace,
    MetricName: 'InternalErrors',
    Dimensions: [{ Name: 'Stage', Value: stage.name }],
    Statistic: 'Sum',
    Period: 300,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluationPeriods: 2,
    TreatMissingData: 'notBreaching',
  });
});

test.each(['AlarmsDoorErrors', 'AlarmsThrottled'])(
  '%s looks at every door that callers, the vendor or customers come through',
  (name) => {
    const alarm = alarms.find(({ id }) => id.startsWith(name));
    const isForOperators = (folder: string) => folder.startsWith('functions/admin/');
    const isHttp = (kind: string) => kind === 'http' || kind === 'http-group';
    const doors = catalog.filter(({ trigger, folder }) => isHttp(trigger.kind) && !isForOperators(folder));
    expect(doors.map(({ name }) => name)).toContain('ReadJsonLog');
    for (const door of doors) {
      expect(text(alarm?.properties.Metrics)).toMatch(new RegExp(`"${door.name}Function[0-9A-F]{8}"`));
    }
  },
);

test('the runbook counts them right', () => {
  const queried = alarms.flatMap(({ properties }) => {
    const queries = (properties.Metrics ?? [{ MetricStat: {} }]) as readonly { MetricStat?: unknown }[];
    return queries.filter(({ MetricStat }) => MetricStat !== undefined);
  });
  expect(alarms).toHaveLength(15);
  expect(Object.keys(metricUnits)).toHaveLength(11);
  expect(runbook).toContain('Eleven metrics of our own');
  expect(runbook).toContain(`Fifteen alarms look at ${queried.length} metrics`);
});

test('a sweeper that says nothing is trouble', () => {
  const alarm = alarms.find(({ id }) => id.startsWith('AlarmsSweeperStill'));
  expect(alarm?.properties.TreatMissingData).toBe('breaching');
});

test('a hint may wait its delay and one killed run before anybody is told', () => {
  const queues = resourcesOf(template, 'AWS::SQS::Queue');
  const waits = alarms.filter(({ properties }) => properties.MetricName === 'ApproximateAgeOfOldestMessage');
  expect(waits).toHaveLength(2);
  for (const { properties } of waits) {
    const queue = queues.find(({ id }) => text(properties.Dimensions).includes(`"${id}"`));
    const visibility = Number(queue?.properties.VisibilityTimeout);
    expect(Number(properties.Threshold)).toBeGreaterThan(visibility + 900);
  }
});

describe('the topic', () => {
  const statements = resourcesOf(template, 'AWS::SNS::TopicPolicy').flatMap(statementsOf);

  test('is encrypted with a key that turns, and takes TLS alone', () => {
    expect(otherTopics).toEqual([]);
    const [key] = resourcesOf(template, 'AWS::KMS::Key');
    expect(topic?.properties.KmsMasterKeyId).toEqual({ 'Fn::GetAtt': [key?.id, 'Arn'] });
    expect(key?.properties.EnableKeyRotation).toBe(true);
    expect(statements).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });

  test('and its key let in the alarms of this account, and nobody else', () => {
    const allowed = [...statements, ...resourcesOf(template, 'AWS::KMS::Key').flatMap(statementsOf)].filter(
      ({ Effect, Principal }) => Effect === 'Allow' && text(Principal).includes('Service'),
    );
    expect(allowed.map((statement) => actionsOf(statement))).toEqual([
      ['sns:Publish'],
      ['kms:Decrypt', 'kms:GenerateDataKey'],
    ]);
    for (const statement of allowed) {
      expect(statement).toMatchObject({
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      });
    }
  });

  test('mails whom the stage names, and nobody else; its ARN is told, which subscribing needs', () => {
    expect(resourcesOf(template, 'AWS::SNS::Subscription')).toEqual([]);
    expect(template.toJSON().Outputs.AlarmTopicArn.Value).toEqual(topicRef);
    const mailed = synthesiseStage(exampleStage({ alarmEmail: 'ops@voxgate.example' }));
    expect(resourcesOf(mailed, 'AWS::SNS::Subscription').map(({ properties }) => properties)).toMatchObject([
      { Protocol: 'email', Endpoint: 'ops@voxgate.example' },
    ]);
  });
});

describe('the dashboard', () => {
  const [dashboard, ...others] = resourcesOf(template, 'AWS::CloudWatch::Dashboard');
  const body = text(dashboard?.properties.DashboardBody);

  test('is one page that links the runbook and lists every alarm', () => {
    expect(others).toEqual([]);
    expect(body).toContain('(https://wiki.example/runbook)');
    for (const { id } of alarms) expect(body).toContain(`"${id}"`);
  });

  test('shows every number our functions count, for this stage', () => {
    for (const name of Object.keys(metricUnits))
      expect(body).toContain(`\\"${name}\\",\\"Stage\\",\\"example\\"`);
  });

  test('shows every function and every queue', () => {
    for (const { name } of catalog) expect(body).toMatch(new RegExp(`"${name}Function[0-9A-F]{8}"`));
    for (const { id } of resourcesOf(template, 'AWS::SQS::Queue')) expect(body).toContain(`"${id}"`);
  });
});
