// The rules of submitting: what is the same recording, what is joined, replayed, tried anew, or a conflict.

import { createHash } from 'node:crypto';
import { newAttempt } from './new-attempt.ts';
import type { Randomness } from './randomness.ts';
import { isTerminal, type Recording } from './recording.ts';
import { recordingId } from './recording-id.ts';
import type { Source } from './source.ts';

export interface Submission {
  readonly audioId: string;
  readonly voicefileUrl: string;
  readonly source: Source;
}

/** PBXs sign URLs afresh: two URLs are the same recording when they differ in the query alone. */
export const urlIdentity = (url: string): string => {
  const parsed = new URL(url);
  return `${parsed.origin}${parsed.pathname}`;
};

export const newRecording = (
  submission: Submission,
  nowMs: number,
  graceMs: number,
  random: Randomness,
): Recording => {
  const { audioId, source, voicefileUrl } = submission;
  const at = new Date(nowMs).toISOString();
  return {
    id: recordingId(source.account, source.name, audioId),
    account: source.account,
    source: source.name,
    audioId,
    state: 'RECEIVED',
    ver: 1,
    dueAt: nowMs + graceMs,
    attempt: 1,
    acceptedAt: nowMs,
    createdAt: at,
    updatedAt: at,
    nonce: random.token(8),
    voicefileUrl,
    vendorSource: source.vendorSource,
    ...(source.language && { language: source.language }),
    ...(source.retentionDays && { retentionDays: source.retentionDays }),
    metadata: {},
    store: true,
    fetchTries: 0,
    vendorCalls: 0,
    vendorFailures: 0,
    ambiguousCalls: 0,
    holds: 0,
    deliveries: [],
    timeline: [{ at, event: 'received', attempt: 1 }],
  };
};

/** A caller's new attempt: with the URL it names, and as the source is now. */
export const restartPatch = (
  submission: Submission,
  recording: Recording,
  nowMs: number,
  graceMs: number,
) => ({
  ...newAttempt(recording, nowMs),
  voicefileUrl: submission.voicefileUrl,
  vendorSource: submission.source.vendorSource,
  language: submission.source.language,
  retentionDays: submission.source.retentionDays,
  dueAt: nowMs + graceMs,
});

/** What a submission means for a recording that is there already. */
export const judgeRepeat = (
  existing: Recording,
  voicefileUrl: string,
): 'join' | 'replay' | 'restart' | 'conflict' => {
  const isSameUrl = urlIdentity(existing.voicefileUrl) === urlIdentity(voicefileUrl);
  if (!isTerminal(existing.state)) return isSameUrl ? 'join' : 'conflict';
  return isSameUrl && existing.outcome ? 'replay' : 'restart';
};

/** The item that remembers an Idempotency-Key, and what it was first used for. */
export interface IdempotencyPointer {
  readonly account: string;
  readonly source: string;
  readonly key: string;
  readonly fingerprint: string;
}

export const idempotencyPointer = (submission: Submission, key: string): IdempotencyPointer => ({
  account: submission.source.account,
  source: submission.source.name,
  key,
  fingerprint: createHash('sha256')
    .update(`${submission.audioId}\0${urlIdentity(submission.voicefileUrl)}`)
    .digest('hex'),
});
