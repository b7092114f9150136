// Numbers for operators: one line of stdout each, which CloudWatch Logs turns into a metric. No client, no wait, no library.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
import { type MetricName, metricNamespace, metricUnits } from '../domain/metrics.ts';
import type { Clock } from '../domain/randomness.ts';
import type { Metrics } from '../use-cases/ports.ts';

interface MetricLinesProps {
  /** The one dimension: stages of one account are told apart by it. */
  readonly stage: string;
  readonly clock: Clock;
  /** @default writes to stdout: console would put time and request id before the line */
  readonly write?: (line: string) => void;
}

const toStdout = (line: string): void => {
  process.stdout.write(line);
};

export const metricLines = ({ stage, clock, write = toStdout }: MetricLinesProps): Metrics => ({
  record: (name: MetricName, value: number): void => {
    const described = {
      Namespace: metricNamespace,
      Dimensions: [['Stage']],
      Metrics: [{ Name: name, Unit: metricUnits[name] }],
    };
    const line = {
      _aws: { Timestamp: clock.now(), CloudWatchMetrics: [described] },
      Stage: stage,
      [name]: value,
    };
    write(`${JSON.stringify(line)}\n`);
  },
});
