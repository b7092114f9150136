// A metric that our functions count, as alarms and the dashboard read it.
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricName, metricNamespace } from '../../shared/domain/metrics.ts';
import type { Stage } from '../stage.ts';

export const stageMetric = ({ name }: Stage, metricName: MetricName, minutes: number): Metric =>
  new Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: { Stage: name },
    // A level is measured, a count adds up.
    statistic: /Waiting/.test(metricName) ? Stats.MAXIMUM : Stats.SUM,
    period: Duration.minutes(minutes),
  });
