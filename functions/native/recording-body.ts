// A recording as the native API shows it, and the admin API with it: the body.
import { gunzipSync } from 'node:zlib';
import type * as z from 'zod/mini';
import type { Delivery } from '../../shared/domain/delivery.ts';
import { jsonLogUrl } from '../../shared/domain/json-log-name.ts';
import { type AudioFacts, publicStatus, type Recording } from '../../shared/domain/recording.ts';
import type { recordingView } from './recording-view.ts';

type RecordingView = z.output<typeof recordingView>;

export interface FoundRecording {
  readonly recording: Recording;
  readonly deliveries: readonly Delivery[];
  /** A body that was too large for the item. */
  readonly storedBody: string | undefined;
}

const deliveryBody = (delivery: Delivery): RecordingView['deliveries'][number] => ({
  id: delivery.id,
  recordingId: delivery.recordingId,
  url: delivery.url,
  status: delivery.status,
  attempts: delivery.attempts.map(({ at, statusCode, durationMs, error }) => ({
    at,
    statusCode: statusCode ?? null,
    durationMs: durationMs ?? null,
    error: error ?? null,
  })),
  nextAttemptAt: delivery.dueAt === undefined ? null : new Date(delivery.dueAt).toISOString(),
});

const audioBody = (audio: AudioFacts): RecordingView['audio'] => ({
  ...{ sourceFormat: audio.sourceFormat, sourceBytes: audio.sourceBytes ?? null },
  ...{ sourceSha256: audio.sourceSha256, converted: audio.converted },
  ...{ sampleRateHz: audio.sampleRateHz, channels: audio.channels, durationSeconds: audio.durationSeconds },
  ...{ wavBytes: audio.wavBytes, wavSha256: audio.wavSha256 },
  ...{ silenceRatio: audio.silenceRatio ?? null, clippingRatio: audio.clippingRatio ?? null },
  ...{ peaks: audio.peaks?.map((row) => [...row]) ?? null, warnings: audio.warnings },
});

export const recordingBody = (found: FoundRecording, publicBaseUrl: string): RecordingView => {
  const { recording, deliveries, storedBody } = found;
  const { outcome, failure, audio } = recording;
  const logName = outcome?.enrichmentLogName ?? outcome?.jsonLogName;
  const text = outcome?.bodyGzip ? gunzipSync(outcome.bodyGzip).toString('utf8') : storedBody;
  return {
    id: recording.id,
    audioID: recording.audioId,
    audioSource: recording.source,
    status: publicStatus(recording.state),
    state: recording.state,
    errorCode: failure?.code ?? null,
    createdAt: recording.createdAt,
    updatedAt: recording.updatedAt,
    durationSeconds: outcome?.durationSeconds ?? audio?.durationSeconds ?? null,
    audio: audio ? audioBody(audio) : null,
    transcription: outcome?.transcription ?? null,
    language: outcome?.language ?? recording.language ?? null,
    jsonUrl: logName === undefined ? null : jsonLogUrl(publicBaseUrl, logName),
    // Playing is the admin panel's: a submitter has the recording it sent.
    wavUrl: null,
    deliveries: deliveries.map(deliveryBody),
    timeline: recording.timeline,
    response: text === undefined ? null : JSON.parse(text),
  };
};
