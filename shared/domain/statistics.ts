// What operators see of a day: what became of the attempts that were accepted on it, by source.
import * as z from 'zod/mini';
import type { Delivery } from './delivery.ts';
import type { Recording } from './recording.ts';
import { transitions } from './transitions.ts';

export const statisticsSchema = z.object({
  /** UTC, `2026-11-21`. */
  day: z.string(),
  source: z.string(),
  completed: z.number(),
  failed: z.number(),
  /** Failed ones by their code. */
  errors: z.record(z.string(), z.number()),
  audioSeconds: z.number(),
  delivered: z.number(),
  undelivered: z.number(),
});
export type Statistics = z.output<typeof statisticsSchema>;

/** What one event adds; an end that is taken back is subtracted. */
export interface Tally {
  readonly account: string;
  readonly source: string;
  readonly day: string;
  readonly completed?: number;
  readonly failed?: number;
  readonly audioSeconds?: number;
  readonly delivered?: number;
  readonly undelivered?: number;
  /** By code: how many more or fewer. */
  readonly errors?: Readonly<Record<string, number>>;
}

const { complete, refuse, fail } = transitions;

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** A vendor's code may be any text: what is none of the usual form is counted as one. */
const plainCode = (code: string | undefined): string =>
  code !== undefined && /^[A-Z][A-Z0-9_]{0,59}$/.test(code) ? code : 'OTHER';

/** Given up for want of a result, and ended by a late one after all: that must not count twice. */
const isEndedAnew = ({ timeline, attempt }: Recording): boolean =>
  timeline.slice(0, -1).some((step) => step.attempt === attempt && step.event === fail.event);

/** @returns nothing when the latest step is no end */
export const tallyOfEnd = (recording: Recording): Tally | undefined => {
  const { account, source, acceptedAt, createdAt, timeline, outcome, audio, failure } = recording;
  const day = dayOf(acceptedAt ?? Date.parse(createdAt));
  const event = timeline.at(-1)?.event;
  if (event === complete.event) {
    const audioSeconds = outcome?.durationSeconds ?? audio?.durationSeconds ?? 0;
    const takenBack = isEndedAnew(recording) ? { failed: -1, errors: { NO_RESULT: -1 } } : {};
    return { account, source, day, completed: 1, audioSeconds, ...takenBack };
  }
  if (event !== refuse.event && event !== fail.event) return undefined;
  const errors = { [plainCode(failure?.code)]: 1 };
  return isEndedAnew(recording)
    ? { account, source, day, errors: { NO_RESULT: -1, ...errors } }
    : { account, source, day, failed: 1, errors };
};

/** What it had come to before an operator had it posted anew. */
const formerEnd = ({
  attempts,
  attemptCount,
  formerAttempts,
}: Delivery): 'delivered' | 'undelivered' | undefined => {
  if (formerAttempts === undefined) return undefined;
  const last = attempts.at(formerAttempts - attemptCount - 1);
  return last && (last.error === undefined ? 'delivered' : 'undelivered');
};

/** @returns nothing while it is under way, and for a test, which is nobody's result */
export const tallyOfDelivery = (delivery: Delivery): Tally | undefined => {
  const { account, source, createdAt, status } = delivery;
  if (delivery.isTest || status === 'pending') return undefined;
  const former = formerEnd(delivery);
  const change = (end: 'delivered' | 'undelivered') => Number(status === end) - Number(former === end);
  const day = createdAt.slice(0, 10);
  return { account, source, day, delivered: change('delivered'), undelivered: change('undelivered') };
};
