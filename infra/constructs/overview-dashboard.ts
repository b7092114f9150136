// One page for operators: what comes in and goes out, where it waits, and what fails.
import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  type IWidget,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { MetricName } from '../../shared/domain/metrics.ts';
import type { Stage } from '../stage.ts';
import type { ContractFunction } from './contract-function.ts';
import { stageMetric } from './stage-metric.ts';
import type { WorkQueue } from './work-queue.ts';

export interface OverviewDashboardProps {
  readonly stage: Stage;
  readonly api: HttpApi;
  readonly functions: readonly ContractFunction[];
  readonly queues: { readonly transcode: WorkQueue; readonly deliver: WorkQueue };
  readonly alarms: readonly IAlarm[];
}

const minutes = 5;
const period = Duration.minutes(minutes);

const graph = (title: string, left: readonly IMetric[], right: readonly IMetric[] = []): GraphWidget =>
  new GraphWidget({
    ...{ title, width: 8, height: 6, period, left: [...left], right: [...right] },
    leftYAxis: { min: 0 },
    rightYAxis: { min: 0 },
  });

export class OverviewDashboard extends Construct {
  readonly #props: OverviewDashboardProps;

  constructor(scope: Construct, id: string, props: OverviewDashboardProps) {
    super(scope, id);
    this.#props = props;
    new Dashboard(this, 'Dashboard', {
      defaultInterval: Duration.hours(12),
      widgets: [this.#heading(), this.#recordings(), this.#calls(), this.#functions()],
    });
  }

  #heading(): IWidget[] {
    const { stage, alarms } = this.#props;
    const markdown = `## Voxgate ${stage.name}\n\nWhat to do at each alarm: [the runbook](${stage.runbookUrl}).`;
    return [
      new TextWidget({ markdown, width: 8, height: 4 }),
      new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 16, height: 4 }),
    ];
  }

  #counts(...names: readonly MetricName[]): readonly IMetric[] {
    return names.map((name) => stageMetric(this.#props.stage, name, minutes));
  }

  #recordings(): IWidget[] {
    const { transcode, deliver } = this.#props.queues;
    const queues = Object.entries({ transcode, deliver });
    const depths = queues.flatMap(([name, { queue, deadLetters }]) => [
      queue.metricApproximateNumberOfMessagesVisible({ label: `${name}: waiting`, statistic: Stats.MAXIMUM }),
      deadLetters.metricApproximateNumberOfMessagesVisible({
        label: `${name}: dead`,
        statistic: Stats.MAXIMUM,
      }),
    ]);
    const ages = queues.map(([name, { queue }]) =>
      queue.metricApproximateAgeOfOldestMessage({ label: `${name}: oldest (s)`, statistic: Stats.MAXIMUM }),
    );
    return [
      graph('Recordings', this.#counts('RecordingsAccepted', 'RecordingsCompleted', 'RecordingsFailed')),
      graph('Waiting for a result', this.#counts('RecordingsWaiting'), this.#counts('OldestWaitingSeconds')),
      graph('Queues', depths, ages),
    ];
  }

  #calls(): IWidget[] {
    const { api } = this.#props;
    const sum = { statistic: Stats.SUM };
    const latency = ['p50', 'p95', 'p99'].map((statistic) =>
      api.metricLatency({ statistic, label: `${statistic} (ms)` }),
    );
    return [
      graph(
        'API',
        [api.metricClientError({ ...sum, label: '4xx' }), api.metricServerError({ ...sum, label: '5xx' })],
        [api.metricCount({ ...sum, label: 'calls' })],
      ),
      graph('API latency', latency),
      graph(
        'Vendor and deliveries',
        this.#counts('VendorUnreachable', 'VendorTokenRejected', 'DeliveriesGivenUp', 'TargetsSwitchedOff'),
        this.#counts('DeliveriesDone'),
      ),
    ];
  }

  #functions(): IWidget[] {
    const { functions } = this.#props;
    const each = (metricOf: (one: ContractFunction, label: string) => IMetric) =>
      functions.map((one) => metricOf(one, one.contract.name));
    return [
      graph(
        'Duration, p95 (ms)',
        each(({ lambda }, label) => lambda.metricDuration({ statistic: 'p95', label })),
      ),
      graph(
        'Errors',
        each(({ lambda }, label) => lambda.metricErrors({ statistic: Stats.SUM, label })),
        this.#counts('InternalErrors'),
      ),
      graph(
        'At work at once',
        each(({ lambda }, label) =>
          lambda.metric('ConcurrentExecutions', { statistic: Stats.MAXIMUM, label }),
        ),
      ),
    ];
  }
}
