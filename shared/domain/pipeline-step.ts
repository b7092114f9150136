// What is to be done now with a recording for which a hint came: decided from the item alone, so hints may lie.
import { isTerminal, type Recording } from './recording.ts';

export type PipelineStep =
  | 'nothing'
  /** Claim it, fetch, convert, keep. */
  | 'fetch'
  /** It killed whoever claimed it, several times. */
  | 'give-up-fetching'
  | 'submit'
  /** The upload ended without an answer, no webhook came meanwhile: once more, flagged. */
  | 'submit-after-doubt'
  /** Two uploads without an answer: no third bill is risked, a result is awaited. */
  | 'await-result'
  | 'give-up-waiting'
  /** Put owed deliveries into the ledger. */
  | 'announce';

/** A lease that ran out six times means the file, not the machine. */
const maxFetchTries = 6;

const isDue = (recording: Recording, nowMs: number): boolean =>
  recording.dueAt !== undefined && recording.dueAt <= nowMs;

export const pipelineStep = (recording: Recording, nowMs: number): PipelineStep => {
  if (recording.deliveries.some((delivery) => !delivery.isAnnounced)) return 'announce';
  if (isTerminal(recording.state)) return 'nothing';
  if (recording.state === 'RECEIVED') return 'fetch';
  if (!isDue(recording, nowMs)) return 'nothing';
  switch (recording.state) {
    case 'FETCHING':
      return recording.fetchTries >= maxFetchTries ? 'give-up-fetching' : 'fetch';
    case 'STORED':
      return 'submit';
    case 'SUBMITTING':
      return recording.ambiguousCalls === 0 ? 'submit-after-doubt' : 'await-result';
    default:
      return 'give-up-waiting';
  }
};
