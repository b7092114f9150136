// A stored WAV → the vendor, with the intent written first, so that an upload is never begun unseen.
import { acceptResult } from '../../../shared/domain/accept-result.ts';
import { holdPauseMs, rejectedTokenPauseMs, vendorPauseMs } from '../../../shared/domain/backoff.ts';
import { clockStart, isAnyPaused } from '../../../shared/domain/brake.ts';
import { jsonLogName } from '../../../shared/domain/json-log-name.ts';
import { blocksAudioId } from '../../../shared/domain/match-result.ts';
import { vendorRestUntil } from '../../../shared/domain/new-attempt.ts';
import type { Randomness } from '../../../shared/domain/randomness.ts';
import type { Recording } from '../../../shared/domain/recording.ts';
import { advance } from '../../../shared/domain/transitions.ts';
import type { VendorReply } from '../../../shared/domain/vendor-reply.ts';
import { type AnnounceDeps, announceDeliveries } from '../../../shared/use-cases/announce-deliveries.ts';
import type {
  Audio,
  AudioIdLock,
  Hints,
  JsonLogs,
  Log,
  Recordings,
  Vendor,
  Wav,
} from '../../../shared/use-cases/ports.ts';
import { type BrakeDeps, brakesOf, holdForOperator } from './obey-brakes.ts';

export interface SubmitDeps extends AnnounceDeps, BrakeDeps {
  readonly recordings: Recordings;
  readonly audioIdLock: AudioIdLock;
  readonly audio: Audio;
  readonly vendor: Vendor;
  readonly jsonLogs: Pick<JsonLogs, 'put'>;
  readonly hints: Hints;
  readonly random: Randomness;
  readonly log: Log;
  readonly vendorTimeoutSeconds: number;
  readonly vendorPausesSeconds: readonly number[];
  readonly tokenPauseSeconds: number;
  readonly holdMaxSeconds: number;
  readonly ambiguousWaitSeconds: number;
  readonly resultWaitSeconds: number;
  readonly vendorGiveUpSeconds: number;
  readonly webhookGraceSeconds: number;
}

/** Its turn, or another recording under the same audioID may still get a result. */
const hasAudioId = async (deps: SubmitDeps, recording: Recording): Promise<boolean> => {
  if (deps.vendor.takesCallbackUrl) return true;
  const holder = await deps.audioIdLock.acquire(recording);
  if (!holder) return true;
  const other = await deps.recordings.get(holder.recordingId);
  if (other && blocksAudioId(other, deps.clock.now(), deps.webhookGraceSeconds * 1000)) return false;
  return deps.audioIdLock.takeOver(recording, holder);
};

const holdFor = async (
  deps: SubmitDeps,
  recording: Recording,
  pauseMs: number,
  why?: string,
): Promise<void> => {
  const nowMs = deps.clock.now();
  await deps.recordings.save(advance(recording, 'hold', nowMs, { dueAt: nowMs + pauseMs }, why));
  await deps.hints.recording(recording, pauseMs);
};

/** The longer it was held, the less often it looks. */
const holdForTurn = (deps: SubmitDeps, recording: Recording): Promise<void> => {
  const holds = recording.holds + 1;
  return holdFor(deps, { ...recording, holds }, holdPauseMs(holds, deps.random, deps.holdMaxSeconds));
};

const writeIntent = async (deps: SubmitDeps, recording: Recording): Promise<Recording> => {
  const nowMs = deps.clock.now();
  const callbackToken = deps.vendor.takesCallbackUrl
    ? (recording.callbackToken ?? deps.random.token(32))
    : undefined;
  const intent = advance(recording, 'submit', nowMs, {
    vendorCalls: recording.vendorCalls + 1,
    firstVendorCallAt: recording.firstVendorCallAt ?? nowMs,
    jsonLogName: recording.jsonLogName ?? jsonLogName(nowMs, deps.random),
    callbackToken,
    dueAt: nowMs + (deps.vendorTimeoutSeconds + deps.ambiguousWaitSeconds) * 1000,
  });
  await deps.recordings.save(intent);
  return intent;
};

/** The vendor has it, or may have it: from now on only a result or time ends the recording. */
export const awaitResult = (deps: SubmitDeps, recording: Recording): Promise<void> => {
  const nowMs = deps.clock.now();
  const patch = { vendorFailures: 0, dueAt: nowMs + deps.resultWaitSeconds * 1000 };
  return deps.recordings.save(advance(recording, 'acknowledge', nowMs, patch));
};

const postpone = async (deps: SubmitDeps, recording: Recording, pauseMs: number, reason: string) => {
  const nowMs = deps.clock.now();
  const brakes = await brakesOf(deps, recording);
  const startMs = clockStart(recording.firstVendorCallAt ?? nowMs, ...brakes);
  // Nothing is given up while an operator holds it.
  const isTooLate = !isAnyPaused(...brakes) && nowMs - startMs >= deps.vendorGiveUpSeconds * 1000;
  // An earlier upload may have reached it: a result may still come, so this is no plain failure.
  if (isTooLate && recording.ambiguousCalls > 0) return awaitResult(deps, recording);
  const vendorFailures = recording.vendorFailures + 1;
  if (isTooLate) {
    const failure = { code: 'VENDOR_UNREACHABLE', message: 'The speech vendor could not be reached' };
    const patch = { failure, vendorFailures, dueAt: undefined, endedAt: nowMs };
    return deps.recordings.save(advance(recording, 'fail', nowMs, patch, reason));
  }
  const patch = { vendorFailures, dueAt: nowMs + pauseMs };
  await deps.recordings.save(advance(recording, 'postpone', nowMs, patch, reason));
  return deps.hints.recording(recording, pauseMs);
};

const obey = async (deps: SubmitDeps, recording: Recording, reply: VendorReply): Promise<void> => {
  const nowMs = deps.clock.now();
  switch (reply.kind) {
    case 'answer': {
      const name = recording.jsonLogName ?? jsonLogName(nowMs, deps.random);
      await deps.jsonLogs.put(name, reply.body);
      const source = await deps.sources.get(recording.account, recording.source);
      const arrival = { result: reply.result, via: 'answer', jsonLogName: name, nowMs } as const;
      const accepted = acceptResult({ ...recording, vendorFailures: 0 }, source, arrival);
      if (!accepted) return;
      await deps.recordings.save(accepted);
      await announceDeliveries(deps, accepted);
      return;
    }
    case 'acknowledged':
      return awaitResult(deps, recording);
    case 'unreachable':
      return postpone(
        deps,
        recording,
        vendorPauseMs(
          recording.vendorFailures + 1,
          deps.random,
          deps.vendorPausesSeconds,
          reply.retryAfterSeconds,
        ),
        reply.reason,
      );
    case 'token-rejected':
      deps.log.error('vendor token rejected', { recordingId: recording.id, reason: reply.reason });
      return postpone(
        deps,
        recording,
        rejectedTokenPauseMs(deps.random, deps.tokenPauseSeconds),
        reply.reason,
      );
    case 'rejected': {
      const failure = { code: 'VENDOR_REJECTED', message: 'The speech vendor rejected the recording' };
      const patch = { failure, dueAt: undefined, endedAt: nowMs };
      return deps.recordings.save(advance(recording, 'fail', nowMs, patch, reply.reason));
    }
    case 'ambiguous': {
      if (recording.ambiguousCalls > 0) return awaitResult(deps, recording);
      const waitMs = deps.ambiguousWaitSeconds * 1000;
      await deps.recordings.save(advance(recording, 'doubt', nowMs, { dueAt: nowMs + waitMs }, reply.reason));
      return deps.hints.recording(recording, waitMs);
    }
  }
};

/** @param wav the file at hand; without it the object in S3 is read */
export const submitToVendor = async (deps: SubmitDeps, recording: Recording, wav?: Wav): Promise<void> => {
  if (isAnyPaused(...(await brakesOf(deps, recording)))) return holdForOperator(deps, recording);
  const restMs = vendorRestUntil(recording, deps.webhookGraceSeconds * 1000) - deps.clock.now();
  if (recording.vendorCalls === 0 && restMs > 0)
    return holdFor(deps, recording, restMs, 'a webhook about the attempt before may still come');
  if (!(await hasAudioId(deps, recording))) return holdForTurn(deps, recording);
  const intent = await writeIntent(deps, recording);
  const { audioId, vendorSource, language, wavKey, audio, callbackToken } = intent;
  if (wavKey === undefined || audio === undefined)
    throw new Error(`${intent.id} was submitted without audio`);
  const reply = await deps.vendor.submit({
    audioId,
    vendorSource,
    wav: wav ?? deps.audio.stored(wavKey, audio.wavBytes),
    ...(language !== undefined && { language }),
    ...(callbackToken !== undefined && {
      callbackUrl: `${deps.publicBaseUrl}/voiceTranscription/voiceTranscriptionWebhook.php?recording=${intent.id}&token=${callbackToken}`,
    }),
  });
  deps.log.info('vendor replied', { recordingId: intent.id, kind: reply.kind });
  return obey(deps, intent, reply);
};
