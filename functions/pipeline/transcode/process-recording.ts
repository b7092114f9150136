// A hint → whatever the recording needs next: fetch and convert it, hand it to the vendor, wait, give up, or announce.
import { pipelineStep } from '../../../shared/domain/pipeline-step.ts';
import type { Recording } from '../../../shared/domain/recording.ts';
import { advance, IllegalTransition } from '../../../shared/domain/transitions.ts';
import { VersionConflict } from '../../../shared/domain/version-conflict.ts';
import { announceDeliveries } from '../../../shared/use-cases/announce-deliveries.ts';
import { type FetchDeps, fetchRecording } from './fetch-recording.ts';
import { isOverdue } from './obey-brakes.ts';
import { awaitResult, type SubmitDeps, submitToVendor } from './submit-to-vendor.ts';

export type ProcessDeps = FetchDeps & SubmitDeps;

const giveUp = (deps: ProcessDeps, recording: Recording, code: string, message: string): Promise<void> => {
  const nowMs = deps.clock.now();
  const patch = { failure: { code, message }, dueAt: undefined, endedAt: nowMs };
  return deps.recordings.save(advance(recording, 'fail', nowMs, patch, code));
};

const takeStep = async (deps: ProcessDeps, recording: Recording): Promise<void> => {
  switch (pipelineStep(recording, deps.clock.now())) {
    case 'nothing':
      return;
    case 'announce':
      return takeStep(deps, await announceDeliveries(deps, recording));
    case 'fetch':
      return fetchRecording(deps, recording);
    case 'give-up-fetching':
      return giveUp(deps, recording, 'CONVERSION_FAILED', 'The recording could not be processed');
    case 'submit':
      return submitToVendor(deps, recording);
    case 'submit-after-doubt':
      return submitToVendor(deps, { ...recording, ambiguousCalls: recording.ambiguousCalls + 1 });
    case 'await-result':
      return awaitResult(deps, recording);
    case 'give-up-waiting':
      if (!(await isOverdue(deps, recording))) return;
      return giveUp(deps, recording, 'NO_RESULT', 'The speech vendor sent no result in time');
  }
};

/** Harmless to repeat, and for a recording that is gone. */
export const processRecording = async (deps: ProcessDeps, recordingId: string): Promise<void> => {
  const recording = await deps.recordings.get(recordingId);
  if (!recording) return;
  try {
    await takeStep(deps, recording);
  } catch (error) {
    // Somebody else moved it on: what is to be done now is theirs.
    if (!(error instanceof VersionConflict || error instanceof IllegalTransition)) throw error;
  }
};
