// A metric is one line that CloudWatch Logs understands: its schema is written down here as AWS documents it.
import { expect, test } from 'vitest';
import * as z from 'zod';
import { type MetricName, metricUnits } from '../../shared/domain/metrics.ts';
import { metricLines } from '../../shared/edge/metrics.ts';

const name = z.string().min(1).max(1024);

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const directiveSchema = z.strictObject({
  Namespace: name,
  Dimensions: z.array(z.array(z.string().min(1).max(250)).max(30)).min(1),
  Metrics: z
    .array(z.strictObject({ Name: name, Unit: z.enum(['Count', 'Seconds', 'Milliseconds']) }))
    .max(100),
});
const lineSchema = z.looseObject({
  _aws: z.strictObject({
    Timestamp: z.number().int().nonnegative(),
    CloudWatchMetrics: z.array(directiveSchema).min(1),
  }),
});

const nowMs = Date.UTC(2026, 2, 31, 12);

const linesOf = (metricName: MetricName, value: number): readonly string[] => {
  const lines: string[] = [];
  const props = { stage: 'prod', clock: { now: () => nowMs }, write: (line: string) => lines.push(line) };
  metricLines(props).record(metricName, value);
  return lines;
};

test.each(Object.keys(metricUnits) as MetricName[])('%s is written as AWS documents it', (metricName) => {
  const [line = '', ...more] = linesOf(metricName, 7);
  expect(more).toEqual([]);
  expect(line.endsWith('\n')).toBe(true);
  expect(line.trimEnd()).not.toContain('\n');
  const parsed = lineSchema.parse(JSON.parse(line));
  const { Timestamp, CloudWatchMetrics } = parsed._aws;
  expect(Timestamp).toBe(nowMs);
  // Every metric and every dimension that is described stands on the line itself.
  for (const { Namespace, Dimensions, Metrics } of CloudWatchMetrics) {
    expect(Namespace).toBe('Voxgate');
    for (const dimension of Dimensions.flat()) expect(parsed[dimension]).toBe('prod');
    expect(Metrics).toEqual([{ Name: metricName, Unit: metricUnits[metricName] }]);
    for (const { Name } of Metrics) expect(parsed[Name]).toBe(7);
  }
});

test('the only dimension is the stage: each value of another would be billed as a metric', () => {
  const parsed = lineSchema.parse(JSON.parse(linesOf('VendorUnreachable', 1)[0] ?? ''));
  expect(parsed._aws.CloudWatchMetrics.flatMap(({ Dimensions }) => Dimensions)).toEqual([['Stage']]);
  expect(Object.keys(parsed).sort()).toEqual(['Stage', 'VendorUnreachable', '_aws']);
});
