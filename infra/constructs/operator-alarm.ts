// An alarm that cannot be made without saying what breaks for whom, and where the runbook goes on.
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import type { RunbookEntry } from '../runbook.ts';
import type { AlarmTopic } from './alarm-topic.ts';

export interface OperatorAlarmProps {
  readonly to: AlarmTopic;
  /** What it means for people: a whole sentence. */
  readonly impact: string;
  readonly runbook: RunbookEntry;
  readonly metric: IMetric;
  /** It fires above this value. */
  readonly above: number;
  /** For so many of the metric's periods in a row. @default 1 */
  readonly periods?: number;
  /** What silence means. @default 'well' */
  readonly silence?: 'well' | 'trouble' | 'nothing';
}

const silences = {
  well: TreatMissingData.NOT_BREACHING,
  trouble: TreatMissingData.BREACHING,
  nothing: TreatMissingData.IGNORE,
} as const;

const sentence = /^[A-Z].{30,}\.$/;

export class OperatorAlarm extends Alarm {
  /** @throws Error when the impact is no sentence */
  constructor(scope: Construct, id: string, props: OperatorAlarmProps) {
    const { to, impact, runbook, metric, above, periods = 1, silence = 'well' } = props;
    if (!sentence.test(impact)) {
      throw new Error(`${id}: "${impact}" does not say in a sentence what breaks for whom`);
    }
    super(scope, id, {
      alarmDescription: `${impact} Runbook: ${to.runbookUrl}#${runbook}`,
      metric,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: silences[silence],
    });
    const action = new SnsAction(to.topic);
    this.addAlarmAction(action);
    this.addOkAction(action);
  }
}
