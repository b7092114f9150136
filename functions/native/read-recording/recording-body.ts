// A recording as the native API shows it.
import { gunzipSync } from 'node:zlib';
import type * as z from 'zod/mini';
import type { Delivery } from '../../../shared/domain/delivery.ts';
import { jsonLogUrl } from '../../../shared/domain/json-log-name.ts';
import { publicStatus } from '../../../shared/domain/recording.ts';
import type { recordingView } from './contract.ts';
import type { FoundRecording } from './read-recording.ts';

type RecordingView = z.output<typeof recordingView>;

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
