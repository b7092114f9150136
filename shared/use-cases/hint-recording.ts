// A recording was written whose work begins now → its hint, at best: what cannot be sent, the sweeper sends.
import type { Recording } from '../domain/recording.ts';
import type { Hints, Log } from './ports.ts';

export interface HintRecordingDeps {
  readonly hints: Pick<Hints, 'recording'>;
  readonly log: Log;
}

/** Never throws: the recording is kept and due, so its caller need not hear of a hint that was lost. */
export const hintRecording = async (
  deps: HintRecordingDeps,
  recording: Recording,
  delayMs = 0,
): Promise<void> => {
  try {
    await deps.hints.recording(recording, delayMs);
  } catch (error) {
    deps.log.warn('hint not sent', { recordingId: recording.id, error });
  }
};
