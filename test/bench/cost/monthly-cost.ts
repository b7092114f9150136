// What the stack costs when nothing happens: counted in the template that deploys. Pure.
import type { FunctionContract } from '../../../shared/contract.ts';
import { metricUnits } from '../../../shared/domain/metrics.ts';
import type { Resource } from '../../support/stage-template.ts';
import type { Operations, PriceList } from './facts.ts';
import { assumed } from './journeys.ts';
import { contractOf, type Term } from './recording-cost.ts';

export interface MonthlyTerm extends Term {
  readonly count: number;
}

const hoursPerMonth = 730;
const minutesPerMonth = hoursPerMonth * 60;

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html: five pollers to begin with, 20 s a poll. */
const pollsPerMinute = 5 * 3;

/** The metrics an alarm looks at: its own, or those of its expression. Each is billed. */
const alarmMetrics = ({ properties }: Resource): number => {
  const queries = (properties.Metrics ?? []) as readonly { MetricStat?: unknown }[];
  return Math.max(1, queries.filter(({ MetricStat }) => MetricStat !== undefined).length);
};

const sweepDollars = (
  { sweep }: Operations,
  catalog: readonly FunctionContract[],
  { prices }: PriceList,
): number => {
  const units = sweep.operations.reduce((sum, { readUnits }) => sum + readUnits, 0);
  const { memoryMb } = contractOf(catalog, 'Sweep');
  return (
    units * prices.dynamodbReadUnit.dollars +
    prices.lambdaRequest.dollars +
    (assumed.sweep * memoryMb * prices.lambdaGbSecond.dollars) / 1024
  );
};

export const monthlyCost = (
  resources: readonly Resource[],
  operations: Operations,
  catalog: readonly FunctionContract[],
  priceList: PriceList,
): readonly MonthlyTerm[] => {
  const { prices } = priceList;
  const ofType = (type: string): readonly Resource[] => resources.filter((one) => one.type === type);
  const alarms = ofType('AWS::CloudWatch::Alarm');
  const queues = ofType('AWS::Lambda::EventSourceMapping').length;
  const things: readonly (readonly [string, number, number])[] = [
    ['alarm metrics', alarms.reduce((sum, alarm) => sum + alarmMetrics(alarm), 0), prices.alarmMonth.dollars],
    [
      'composite alarms',
      ofType('AWS::CloudWatch::CompositeAlarm').length,
      prices.compositeAlarmMonth.dollars,
    ],
    ['dashboards', ofType('AWS::CloudWatch::Dashboard').length, prices.dashboardMonth.dollars],
    ['custom metrics', Object.keys(metricUnits).length, prices.metricMonth.dollars],
    ['encryption keys', ofType('AWS::KMS::Key').length, prices.kmsKeyMonth.dollars],
    ['secrets', ofType('AWS::SecretsManager::Secret').length, prices.secretMonth.dollars],
    ['NAT gateways', ofType('AWS::EC2::NatGateway').length, prices.natHour.dollars * hoursPerMonth],
    ['queues that Lambda polls', queues, pollsPerMinute * minutesPerMonth * prices.sqsRequest.dollars],
    ['sweeps', minutesPerMonth, sweepDollars(operations, catalog, priceList)],
  ];
  return things.map(([name, count, each]) => ({ name, count, dollars: count * each }));
};
