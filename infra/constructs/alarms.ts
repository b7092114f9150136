// Every alarm but those that come with their queue: what callers, the vendor and customers would notice first.
import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { type IAlarm, type IMetric, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';
import type { AlarmTopic } from './alarm-topic.ts';
import type { ContractFunction } from './contract-function.ts';
import { OperatorAlarm, type OperatorAlarmProps } from './operator-alarm.ts';
import { stageMetric } from './stage-metric.ts';

export interface AlarmsProps {
  readonly stage: Stage;
  readonly to: AlarmTopic;
  readonly api: HttpApi;
  readonly functions: Readonly<
    Record<
      | 'SubmitRecording'
      | 'ReceiveWebhook'
      | 'ReadRecording'
      | 'ReadJsonLog'
      | 'Transcode'
      | 'Deliver'
      | 'Sweep',
      ContractFunction
    >
  >;
}

type Count = 'Errors' | 'Throttles';

const countOf = ({ lambda }: ContractFunction, count: Count, period: Duration): IMetric =>
  count === 'Errors'
    ? lambda.metricErrors({ period, statistic: Stats.SUM })
    : lambda.metricThrottles({ period, statistic: Stats.SUM });

/** A function that was not called has no number, and is no trouble. */
const sumOver = (functions: readonly ContractFunction[], count: Count, minutes: number) => {
  const period = Duration.minutes(minutes);
  const metrics = functions.map((one, index) => [`m${index}`, countOf(one, count, period)] as const);
  return new MathExpression({
    expression: metrics.map(([name]) => `FILL(${name}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(metrics),
    label: `${count} of ${functions.map(({ contract }) => contract.name).join(', ')}`,
    period,
  });
};

export class Alarms extends Construct {
  readonly #props: AlarmsProps;
  readonly #alarms: OperatorAlarm[] = [];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.#props = props;
    this.#results();
    this.#callers();
    this.#ownErrors();
    this.#functions();
    this.#vendor();
    this.#customers();
    this.#sweeper();
  }

  get alarms(): readonly IAlarm[] {
    return this.#alarms;
  }

  #alarm(id: string, props: Omit<OperatorAlarmProps, 'to'>): void {
    this.#alarms.push(new OperatorAlarm(this, id, { ...props, to: this.#props.to }));
  }

  #results(): void {
    const { stage } = this.#props;
    this.#alarm('NoResult', {
      impact: `A recording was accepted more than ${stage.noResultMinutes} minutes ago and has no result: its caller is kept waiting.`,
      runbook: 'recordings-without-a-result',
      metric: stageMetric(stage, 'OldestWaitingSeconds', 5),
      above: stage.noResultMinutes * 60,
      // A late result's announcement is in the index for a moment, as old as its recording.
      periods: 2,
      // Who does not look says nothing: that the sweeper stands still is an alarm of its own.
      silence: 'nothing',
    });
  }

  #callers(): void {
    const { api } = this.#props;
    const period = Duration.minutes(5);
    const options = { period, statistic: Stats.SUM };
    this.#alarm('ApiErrors', {
      impact: 'More than a quarter of all calls end in a 5xx: callers and the vendor do not get through.',
      runbook: 'the-api-answers-5xx',
      // Few calls prove nothing: a caller whose own URLs are broken gets 502s.
      metric: new MathExpression({
        expression: 'IF(calls >= 20, 100 * FILL(errors, 0) / calls, 0)',
        usingMetrics: { calls: api.metricCount(options), errors: api.metricServerError(options) },
        label: 'Share of 5xx (%)',
        period,
      }),
      above: 25,
      periods: 3,
    });
  }

  #ownErrors(): void {
    this.#alarm('OwnErrors', {
      impact:
        'Calls or queued work fail by our own mistake or for want of AWS: callers get a 500, results wait for what is tried again.',
      runbook: 'our-own-errors',
      // A door answers even then, so neither Lambda's errors nor, on a quiet stage, the share of 5xx shows it.
      metric: stageMetric(this.#props.stage, 'InternalErrors', 5),
      above: 0,
      periods: 2,
    });
  }

  #functions(): void {
    const { functions } = this.#props;
    const { SubmitRecording, ReceiveWebhook, ReadRecording, ReadJsonLog, Transcode, Deliver } = functions;
    // The operator's own calls are left out: whoever makes one sees its answer.
    const doors = [SubmitRecording, ReceiveWebhook, ReadRecording, ReadJsonLog];
    this.#alarm('DoorErrors', {
      impact:
        'Functions behind the API crash or run out of time: callers, the vendor or customers get a bare 500 or 503.',
      runbook: 'functions-fail',
      metric: sumOver(doors, 'Errors', 5),
      above: 0,
      periods: 2,
    });
    this.#alarm('WorkerErrors', {
      impact:
        'Transcode or deliver crash or run out of time again and again: callers and customers wait for what is tried once more.',
      runbook: 'functions-fail',
      metric: sumOver([Transcode, Deliver], 'Errors', 15),
      above: 5,
    });
    // The queues' functions may be throttled: their hints wait.
    this.#alarm('Throttled', {
      impact:
        'Calls were turned away for want of concurrency: callers, the vendor and customers get a 503 and must come again.',
      runbook: 'functions-are-throttled',
      metric: sumOver(doors, 'Throttles', 5),
      above: 0,
    });
  }

  #vendor(): void {
    const { stage } = this.#props;
    const period = Duration.minutes(15);
    this.#alarm('VendorUnreachable', {
      impact:
        'More uploads fail to reach the speech vendor than recordings are completed: callers wait, and get VENDOR_UNREACHABLE after hours.',
      runbook: 'the-vendor-cannot-be-reached',
      // One 503 among hundreds is weather. An outage repeats each ten minutes even for a single recording.
      metric: new MathExpression({
        expression: 'IF(FILL(unreachable, 0) > FILL(completed, 0), FILL(unreachable, 0), 0)',
        usingMetrics: {
          unreachable: stageMetric(stage, 'VendorUnreachable', 15),
          completed: stageMetric(stage, 'RecordingsCompleted', 15),
        },
        label: 'Uploads that failed',
        period,
      }),
      above: 0,
      periods: 2,
    });
    this.#alarm('VendorToken', {
      impact:
        'The speech vendor rejects our token: no recording gets a transcript until a person replaces it.',
      runbook: 'the-vendor-rejects-our-token',
      metric: stageMetric(stage, 'VendorTokenRejected', 10),
      above: 0,
    });
  }

  #customers(): void {
    const { stage } = this.#props;
    this.#alarm('DeliveriesGivenUp', {
      impact: "Results were not taken by a customer's server for three days and will not be sent again.",
      runbook: 'deliveries-given-up',
      metric: stageMetric(stage, 'DeliveriesGivenUp', 5),
      above: 0,
    });
    this.#alarm('TargetSwitchedOff', {
      impact: "A customer's server was switched off as a target: none of its results is sent any more.",
      runbook: 'a-target-is-switched-off',
      metric: stageMetric(stage, 'TargetsSwitchedOff', 5),
      above: 0,
    });
  }

  #sweeper(): void {
    const { functions } = this.#props;
    const { lambda } = functions.Sweep;
    const period = Duration.minutes(5);
    const options = { period, statistic: Stats.SUM };
    this.#alarm('SweeperStill', {
      impact:
        'The sweeper does not finish its runs: what a lost message or a crash left behind keeps its caller waiting.',
      runbook: 'the-sweeper-stands-still',
      metric: new MathExpression({
        expression: 'IF(FILL(runs, 0) > FILL(failed, 0), 0, 1)',
        usingMetrics: { runs: lambda.metricInvocations(options), failed: lambda.metricErrors(options) },
        label: 'Five minutes without a finished run',
        period,
      }),
      above: 0,
      periods: 2,
      silence: 'trouble',
    });
  }
}
