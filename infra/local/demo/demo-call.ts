// One call of the demo data: the steps that the flow itself would have taken, at times gone by.
import { acceptResult } from '../../../shared/domain/accept-result.ts';
import type { Delivery } from '../../../shared/domain/delivery.ts';
import { jsonLogName, jsonLogUrl, wavKey } from '../../../shared/domain/json-log-name.ts';
import type { Randomness } from '../../../shared/domain/randomness.ts';
import type { Recording } from '../../../shared/domain/recording.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { newRecording } from '../../../shared/domain/submission.ts';
import { advance } from '../../../shared/domain/transitions.ts';
import { readVendorBody } from '../../../shared/domain/vendor-body.ts';
import { webhookBody } from '../outside/vendor/verdict.ts';
import type { DemoAudio } from './demo-audio.ts';

/** How a call went: to its customer, refused by the vendor, never fetched, or delivered to nobody. */
export type Fate = 'delivered' | 'refused' | 'download-failed' | 'undelivered' | 'waiting';

export interface DemoCallInput {
  readonly audioId: string;
  readonly source: Source;
  readonly voicefileUrl: string;
  readonly audio: DemoAudio;
  readonly fate: Fate;
  /** When it was submitted, epoch milliseconds. */
  readonly atMs: number;
  readonly nowMs: number;
  readonly publicBaseUrl: string;
  readonly random: Randomness;
}

export interface DemoCall {
  /** As it stands now; its ends count in the day's statistics. */
  readonly recording: Recording;
  readonly ended: Recording;
  readonly deliveries: readonly Delivery[];
  readonly log?: { readonly name: string; readonly body: string };
  readonly hasAudio: boolean;
}

const uploaded = (input: DemoCallInput): Recording => {
  const { audioId, source, voicefileUrl, audio, atMs, random } = input;
  const received = newRecording({ audioId, voicefileUrl, source }, atMs, 0, random);
  const key = wavKey(audioId, received.id, 1, atMs);
  const fetched = advance(received, 'fetch', atMs + 180, { wavKey: key, fetchTries: 1 });
  const patch = {
    ...{ audio: audio.facts, vendorCalls: 1, firstVendorCallAt: atMs + 1400 },
    jsonLogName: jsonLogName(atMs + 1400, random),
  };
  const submitted = advance(fetched, 'submit', atMs + 1400, patch);
  return advance(submitted, 'acknowledge', atMs + 2100, {});
};

const notFetched = ({ audioId, source, voicefileUrl, atMs, random }: DemoCallInput): DemoCall => {
  const received = newRecording({ audioId, voicefileUrl, source }, atMs, 0, random);
  const fetching = advance(received, 'fetch', atMs + 180, { fetchTries: 1 });
  const failure = {
    code: 'DOWNLOAD_FAILED',
    message: 'The recording could not be downloaded: the server answered 404',
  };
  const patch = { failure, dueAt: undefined, endedAt: atMs + 900 };
  const recording = advance(fetching, 'fail', atMs + 900, patch, failure.code);
  return { recording, ended: recording, deliveries: [], hasAudio: false };
};

const hourMs = 3_600_000;

const answered = (at: string, isWell: boolean): Delivery['attempts'] => [
  isWell
    ? {
        at,
        statusCode: 200,
        durationMs: 38,
        responseText: '{"status":true,"message":"Successfully updated"}',
      }
    : {
        at,
        statusCode: 503,
        durationMs: 41,
        error: 'the receiver answered 503',
        responseText: 'Service Unavailable',
      },
];

const deliver = (input: DemoCallInput, recording: Recording, endedMs: number): readonly Delivery[] =>
  recording.deliveries.map(({ id, jsonLogName: name }) => {
    const { source, fate, nowMs, publicBaseUrl } = input;
    const status = fate === 'waiting' ? 'pending' : fate === 'undelivered' ? 'undelivered' : 'delivered';
    return {
      ...{ id, recordingId: recording.id, account: recording.account, source: source.name },
      ...{ audioId: recording.audioId, url: source.forwardUrl ?? '', status, ver: 3 },
      jsonUrl: jsonLogUrl(publicBaseUrl, name),
      createdAt: new Date(endedMs).toISOString(),
      attempts: answered(new Date(endedMs + 60).toISOString(), status === 'delivered'),
      attemptCount: 1,
      ...(status === 'pending' && { dueAt: nowMs + hourMs }),
    };
  });

export const demoCall = (input: DemoCallInput): DemoCall => {
  if (input.fate === 'download-failed') return notFetched(input);
  const { audioId, audio, fate, atMs, source } = input;
  const submitted = uploaded(input);
  const endedMs = atMs + 2100 + Math.round(audio.facts.durationSeconds * 900);
  const verdict =
    fate === 'refused'
      ? { audioID: audioId, message: 'No speech detected', errorCode: 'NO_SPEECH_DETECTED' }
      : {
          audioID: audioId,
          transcription: audio.transcription,
          language: 'en',
          duration: audio.facts.durationSeconds,
        };
  const body = JSON.stringify(webhookBody(verdict, 1));
  const [result] = readVendorBody(body)?.results ?? [];
  const name = submitted.jsonLogName ?? '';
  const ended =
    result && acceptResult(submitted, source, { result, via: 'webhook', jsonLogName: name, nowMs: endedMs });
  if (!ended) throw new Error(`the demo call ${audioId} has no result`);
  const deliveries = ended.deliveries.map((owed) => ({ ...owed, isAnnounced: true }));
  const recording =
    deliveries.length === 0
      ? ended
      : advance(ended, 'announce', endedMs + 20, { deliveries, dueAt: undefined });
  return {
    ...{ recording, ended, deliveries: deliver(input, recording, endedMs), hasAudio: true },
    log: { name, body },
  };
};
