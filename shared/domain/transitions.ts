// The transition table, and the only way to a recording's next version.
import { type Recording, type RecordingState, recordingStates } from './recording.ts';
import { objectKeys } from './recording-objects.ts';
import { isAtRest, retentionLookAt } from './retention.ts';

interface Transition {
  readonly to: RecordingState | 'same';
  readonly from: readonly RecordingState[];
  /** What the timeline calls it. */
  readonly event: string;
}

export const transitions = {
  /** A caller asks again after the end: same recording, new attempt. */
  restart: { to: 'RECEIVED', from: ['COMPLETED', 'FAILED'], event: 'received' },
  /** An operator asks again, and there is no WAV: it is fetched once more. */
  retry: { to: 'RECEIVED', from: ['COMPLETED', 'FAILED'], event: 'retried' },
  /** An operator asks again, and the WAV is kept: it goes to the vendor once more. */
  resubmit: { to: 'STORED', from: ['COMPLETED', 'FAILED'], event: 'retried' },
  /** Claim the work; again from FETCHING when the one who claimed it let the lease run out. */
  fetch: { to: 'FETCHING', from: ['RECEIVED', 'FETCHING'], event: 'fetching' },
  /** The intent, written before the vendor is called; again from SUBMITTING after an ambiguous end. */
  submit: { to: 'SUBMITTING', from: ['FETCHING', 'STORED', 'SUBMITTING'], event: 'submitting' },
  /** Something of ours failed while fetching, not the recording: the claim is given back with a new time. */
  interrupt: { to: 'FETCHING', from: ['FETCHING'], event: 'interrupted' },
  /** Another recording awaits a result under the same audioID. */
  hold: { to: 'STORED', from: ['FETCHING', 'STORED'], event: 'held' },
  postpone: { to: 'STORED', from: ['SUBMITTING'], event: 'vendor-unreachable' },
  /** The body was sent and no answer came: a webhook may still tell. */
  doubt: { to: 'SUBMITTING', from: ['SUBMITTING'], event: 'vendor-answer-lost' },
  acknowledge: { to: 'SUBMITTED', from: ['SUBMITTING'], event: 'submitted' },
  /** A result may beat our own SUBMITTED write, and may come after we gave up waiting for it. */
  complete: { to: 'COMPLETED', from: ['STORED', 'SUBMITTING', 'SUBMITTED', 'FAILED'], event: 'completed' },
  refuse: { to: 'FAILED', from: ['STORED', 'SUBMITTING', 'SUBMITTED', 'FAILED'], event: 'refused-by-vendor' },
  /** Analysis that follows a synchronous result. */
  enrich: { to: 'same', from: ['COMPLETED', 'FAILED'], event: 'enriched' },
  fail: {
    to: 'FAILED',
    from: ['RECEIVED', 'FETCHING', 'STORED', 'SUBMITTING', 'SUBMITTED'],
    event: 'failed',
  },
  /** It is about to be deleted: from now on the item names nothing that may be gone. */
  withdraw: { to: 'same', from: ['COMPLETED', 'FAILED'], event: 'deleting' },
  /** The owed deliveries stand in the ledger. */
  announce: { to: 'same', from: recordingStates, event: 'forward-queued' },
} as const satisfies Record<string, Transition>;

export type TransitionName = keyof typeof transitions;

/** What a new attempt takes along of the one before. */
const leftBehind = (before: Recording, attempt: number) =>
  attempt > before.attempt ? { formerObjects: objectKeys(before), withdrawnAt: undefined } : {};

/** The state does not allow this step: somebody else was there first. */
export class IllegalTransition extends Error {
  constructor(name: TransitionName, state: RecordingState) {
    super(`${name} is not allowed in ${state}`);
    this.name = 'IllegalTransition';
  }
}

/** Keeps an item under DynamoDB's 400 KB whatever happens to it: the first steps and the latest ones stay. */
const timelineLimit = 200;

/** What may be changed along with the state. `undefined` removes an optional field. */
export type RecordingPatch = {
  [Key in keyof Omit<Recording, 'id' | 'state' | 'ver' | 'timeline' | 'updatedAt'>]?:
    | Recording[Key]
    | undefined;
};

/**
 * The next version of a recording.
 * @param nowMs epoch milliseconds, for the timeline and `updatedAt`
 * @throws IllegalTransition when the table does not allow it
 */
export const advance = (
  recording: Recording,
  name: TransitionName,
  nowMs: number,
  patch: RecordingPatch,
  detail?: string,
): Recording => {
  const transition: Transition = transitions[name];
  if (!transition.from.includes(recording.state)) throw new IllegalTransition(name, recording.state);
  const at = new Date(nowMs).toISOString();
  const next = {
    ...recording,
    ...patch,
    ...leftBehind(recording, patch.attempt ?? recording.attempt),
    state: transition.to === 'same' ? recording.state : transition.to,
    ver: recording.ver + 1,
    updatedAt: at,
  } as Recording;
  const entry = { at, event: transition.event, attempt: next.attempt, ...(detail && { detail }) };
  // Who waits for hours looks again every half minute: that is one line, not two thousand.
  const isStillHeld = name === 'hold' && recording.timeline.at(-1)?.event === transition.event;
  const timeline = isStillHeld ? [...recording.timeline] : [...recording.timeline, entry];
  if (timeline.length > timelineLimit) timeline.splice(20, timeline.length - timelineLimit);
  // Where nothing else is due any more, retention is.
  const dueAt = next.dueAt ?? (isAtRest(next) ? retentionLookAt(next, nowMs) : undefined);
  return { ...next, dueAt, timeline };
};
