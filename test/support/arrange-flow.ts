// Memory ports with a source in them, and what callers and the vendor do to them.

import { receiveWebhook } from '../../functions/gateway/receive-webhook/receive-webhook.ts';
import {
  type SubmitRecordingInput,
  submitRecording,
} from '../../functions/gateway/submit-recording/submit-recording.ts';
import { newKey } from '../../shared/domain/api-key.ts';
import type { Recording } from '../../shared/domain/recording.ts';
import type { Source } from '../../shared/domain/source.ts';
import { demoUrl } from './make-recording.ts';
import { makeKeyRow, makeSource } from './make-source.ts';
import { type MemoryPorts, memoryPorts } from './memory-ports.ts';
import { seededRandomness } from './seeded-randomness.ts';

/** The key of a source in clear: each source has one. */
export const keyOf = (source: string): string =>
  newKey(seededRandomness([...source].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7)));

export const portsWith = (...sources: readonly Source[]): MemoryPorts => {
  const ports = memoryPorts();
  for (const source of sources.length > 0 ? sources : [makeSource()]) {
    ports.sources.put(source);
    ports.keys.put(makeKeyRow(keyOf(source.name), { source: source.name }));
  }
  return ports;
};

/** Submits recording 4430 of PBXdemo and does not wait, unless told otherwise. */
export const submitDemo = (ports: MemoryPorts, changes: Partial<SubmitRecordingInput> = {}) => {
  const audioSource = changes.audioSource ?? 'PBXdemo';
  return submitRecording(ports, {
    audioId: '4430',
    voicefileUrl: demoUrl,
    audioSource,
    apiKey: keyOf(audioSource),
    idempotencyKey: undefined,
    waitMs: 0,
    ...changes,
  });
};

/** The vendor's webhook comes in. @returns the settled intent */
export const receive = (ports: MemoryPorts, body: unknown, recordingId?: string) =>
  receiveWebhook(ports, {
    body: new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)),
    ...(recordingId !== undefined && { recordingId }),
  });

/** @throws Error when it is not there */
export const stored = (ports: MemoryPorts, recording: Pick<Recording, 'id'>): Recording => {
  const row = ports.recordings.peek(recording.id);
  if (!row) throw new Error(`${recording.id} is not there`);
  return row;
};

export const eventsOf = (recording: Recording): readonly string[] =>
  recording.timeline.map(({ event }) => event);
