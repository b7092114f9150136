// Domain items as the tables keep them, whole and valid, for tests that change one thing about them.
import { randomUUID } from 'node:crypto';
import { type ApiKey, hashKey, keyId } from '../../shared/domain/api-key.ts';
import type { Delivery } from '../../shared/domain/delivery.ts';
import type { Recording } from '../../shared/domain/recording.ts';
import { recordingId } from '../../shared/domain/recording-id.ts';
import type { Source } from '../../shared/domain/source.ts';
import { newRecording } from '../../shared/domain/submission.ts';
import type { WebhookIntent } from '../../shared/domain/webhook-intent.ts';
import { random } from '../../shared/edge/chance.ts';

const at = '2026-03-31T12:00:00.000Z';
const atMs = Date.parse(at);

export const someSource = (changes: Partial<Source> = {}): Source => ({
  account: 'default',
  name: 'PBXdemo',
  vendorSource: 'pbx',
  forwardHeaders: {},
  forward: 'webhook',
  signingSecrets: [],
  isActive: true,
  createdAt: at,
  updatedAt: at,
  ...changes,
});

/** Due 20 s after `at`, unless said otherwise. The id follows from source and audioID. */
export const someRecording = (changes: Partial<Recording> = {}): Recording => {
  const audioId = changes.audioId ?? `audio-${randomUUID()}`;
  const source = someSource({ name: changes.source ?? 'PBXdemo' });
  const submission = { audioId, voicefileUrl: 'http://pbx.example/call.wav', source };
  const recording = newRecording(submission, atMs, 20_000, random);
  return { ...recording, ...changes, id: recordingId('default', source.name, audioId) };
};

export const someWebhook = (changes: Partial<WebhookIntent> = {}): WebhookIntent => ({
  hash: randomUUID().replaceAll('-', '').repeat(2),
  ver: 1,
  receivedAt: at,
  tries: 0,
  jsonLogName: 'voice_20260331_120000_abcdefghijklmnopqrstuvwxyz.json',
  resultLogNames: [],
  ...changes,
});

export const someDelivery = (changes: Partial<Delivery> = {}): Delivery => ({
  id: `dlv_${randomUUID()}`,
  recordingId: recordingId('default', 'PBXdemo', 'audio'),
  account: 'default',
  source: 'PBXdemo',
  audioId: 'audio',
  url: 'http://customer.example/',
  jsonUrl: 'http://gateway.example/log.json',
  status: 'pending',
  ver: 1,
  createdAt: at,
  attempts: [],
  attemptCount: 0,
  ...changes,
});

export const someKey = (changes: Partial<ApiKey> = {}): ApiKey => {
  const hash = hashKey(randomUUID());
  return {
    id: keyId(hash),
    hash,
    prefix: 'vxg_abcd',
    account: 'default',
    source: 'PBXdemo',
    label: 'a key',
    scopes: ['submit', 'read'],
    isActive: true,
    createdAt: at,
    ...changes,
  };
};
