// A span of days → what came of the calls that were accepted on them, and how much is under way now.
import type * as z from 'zod/mini';
import type { ListRequest } from '../../../shared/domain/listing.ts';
import type { Clock } from '../../../shared/domain/randomness.ts';
import type { Statistics } from '../../../shared/domain/statistics.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import type { statisticsView } from './contract.ts';

export interface ReadStatisticsDeps {
  readonly statistics: { read(account: string, from: string, to: string): Promise<readonly Statistics[]> };
  readonly lists: {
    count(kind: 'recording' | 'delivery', request: Omit<ListRequest, 'limit'>): Promise<number>;
  };
  readonly clock: Clock;
}

export interface StatisticsQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly audioSource?: string | undefined;
}

const dayMs = 86_400_000;
const defaultDays = 14;
const maxDays = 366;
/** Of all sources at once: a year of many would not leave in one answer. */
const maxDaysOfAll = 92;
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const readDay = (name: string, value: string): number => {
  const ms = dayPattern.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms) || dayOf(ms) !== value) {
    throw new VoxgateError('INVALID_PARAMETER', `${name} must be a day: 2026-11-21`);
  }
  return ms;
};

const readSpan = (query: StatisticsQuery, nowMs: number) => {
  const toMs = readDay('to', query.to ?? dayOf(nowMs));
  const fromMs = readDay('from', query.from ?? dayOf(toMs - (defaultDays - 1) * dayMs));
  if (fromMs > toMs) throw new VoxgateError('INVALID_PARAMETER', 'from must not be after to');
  const most = query.audioSource === undefined ? maxDaysOfAll : maxDays;
  if (toMs - fromMs >= most * dayMs) {
    const message = `from and to must span at most ${maxDaysOfAll} days, ${maxDays} of one audioSource`;
    throw new VoxgateError('INVALID_PARAMETER', message);
  }
  return { from: dayOf(fromMs), to: dayOf(toMs) };
};

/** @throws VoxgateError INVALID_PARAMETER */
export const readStatistics = async (
  deps: ReadStatisticsDeps,
  account: string,
  query: StatisticsQuery,
): Promise<z.output<typeof statisticsView>> => {
  const { from, to } = readSpan(query, deps.clock.now());
  const count = (kind: 'recording' | 'delivery', status: string) =>
    deps.lists.count(kind, { account, listing: { by: 'status', status } });
  const [lines, processing, pendingDeliveries, undelivered] = await Promise.all([
    deps.statistics.read(account, from, to),
    count('recording', 'processing'),
    count('delivery', 'pending'),
    count('delivery', 'undelivered'),
  ]);
  const wanted = lines.filter(
    ({ source }) => query.audioSource === undefined || source === query.audioSource,
  );
  return {
    ...{ from, to },
    items: wanted.map(({ source: audioSource, ...line }) => ({ audioSource, ...line })),
    now: { processing, pendingDeliveries, undelivered },
  };
};
