// A recording's steps and the attempts to deliver its results, in the order in which they happened.
import type { Delivery } from '../../../shared/domain/delivery.ts';
import type { Recording } from '../../../shared/domain/recording.ts';

type Step = Recording['timeline'][number];

/** Of the recording's attempts, the one whose result it is: the last but one part of its id. */
const attemptOf = ({ id }: Delivery): number => Number(id.split('_').at(-2)) || 1;

const stepsOf = (delivery: Delivery): readonly Step[] =>
  delivery.attempts.map(({ at, error, statusCode, durationMs }) => {
    const answered = statusCode === undefined ? [] : [`HTTP ${statusCode}`];
    const took = durationMs === undefined ? [] : [`${durationMs} ms`];
    const detail = error === undefined ? [...answered, ...took] : [error, ...took];
    const event = error === undefined ? 'delivered' : 'delivery-failed';
    return { at, event, attempt: attemptOf(delivery), detail: detail.join(', ') };
  });

/** Times are RFC 3339 UTC of one length: their order is the order of the texts. Of equal ones the recording's own comes first. */
export const wholeTimeline = (recording: Recording, deliveries: readonly Delivery[]): readonly Step[] =>
  [...recording.timeline, ...deliveries.flatMap(stepsOf)].toSorted((one, other) =>
    one.at < other.at ? -1 : one.at > other.at ? 1 : 0,
  );
