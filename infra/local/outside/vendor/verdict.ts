// What the vendor simulator makes of a recording, and the bodies that say so, in the shapes the vendor's callers know.
import { transcribe } from '../speech/transcript.ts';
import type { FullPlan } from './plan.ts';
import type { Upload } from './upload.ts';

export interface Transcribed {
  readonly audioID: string;
  readonly transcription: string;
  readonly language: string;
  /** Seconds; only webhooks carry it. */
  readonly duration: number;
}

export interface Refused {
  readonly audioID: string;
  readonly message: string;
  readonly errorCode: string;
}

export type Verdict = Transcribed | Refused;

/** Unusable audio first, then the plan's own error code; no voice is a refusal, everything else a transcription. */
export function judge(upload: Upload, plan: FullPlan): Verdict {
  const { audioID = '', language = 'en' } = upload.fields;
  const audio = upload.file?.audio;
  if (audio === undefined) {
    return {
      audioID,
      message: upload.file?.unsupported ?? 'Nothing to hear',
      errorCode: 'UNSUPPORTED_AUDIO',
    };
  }
  if (audio.segments.length === 0 || plan.errorCode !== undefined || plan.answer === 'refusal') {
    const errorCode = plan.errorCode ?? 'NO_SPEECH_DETECTED';
    const isSilence = errorCode === 'NO_SPEECH_DETECTED';
    const message = isSilence ? 'No speech detected in the audio file' : `Processing failed: ${errorCode}`;
    return { audioID, message, errorCode };
  }
  return { audioID, transcription: transcribe(audio), language, duration: audio.durationSeconds };
}

/** The body that answers an upload. */
export function answerBody(verdict: Verdict): unknown {
  if (isRefused(verdict)) return failure([verdict], 'processed 0 audio(s), failed 1');
  const { audioID, transcription, language } = verdict;
  return {
    success: true,
    message: 'Successfully processed 1 audio(s)',
    results: [{ audioID, transcription, language }],
  };
}

/** The body of a webhook: it knows the duration, and words a failure a little differently from an answer. */
export function webhookBody(verdict: Verdict, count: number): unknown {
  const others = Array.from({ length: count - 1 }, (_, index) => `${verdict.audioID}-${index + 2}`);
  if (isRefused(verdict)) {
    const all = [verdict, ...others.map((audioID) => ({ ...verdict, audioID }))];
    return failure(all, `Successfully processed 0 audio(s), failed ${count}`);
  }
  const results = [verdict, ...others.map((audioID) => ({ ...verdict, audioID }))];
  return { success: true, message: `Successfully processed ${count} audio(s)`, results };
}

function failure(verdicts: readonly Refused[], message: string): unknown {
  return {
    success: false,
    message,
    error_code: verdicts[0]?.errorCode,
    results: verdicts.map((verdict) => ({
      audioID: verdict.audioID,
      message: verdict.message,
      error_code: verdict.errorCode,
    })),
  };
}

function isRefused(verdict: Verdict): verdict is Refused {
  return 'errorCode' in verdict;
}
