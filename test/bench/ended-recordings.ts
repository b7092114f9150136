// When each recording's outcome was written: seen at the table's door.
import type { Endpoints } from '../../infra/local/engine/template/identity.ts';
import { callName, keyOf } from './call-name.ts';
import { watchDoors } from './service-door.ts';

export interface EndedRecordings {
  /** `performance.now()` when the table had it, by audioID. */
  readonly at: ReadonlyMap<string, number>;
  leave(): void;
}

const outcomes = new Set(['PutItem recording: completed', 'PutItem recording: failed']);

export const watchEnds = (endpoints: Endpoints): EndedRecordings => {
  const at = new Map<string, number>();
  const leave = watchDoors(endpoints, (call) => {
    if (call.status !== 200 || call.operation !== 'PutItem' || !outcomes.has(callName(call))) return;
    const audioID = keyOf(call).audioId?.S;
    if (audioID !== undefined) at.set(audioID, call.answeredAt);
  });
  return { at, leave };
};
