// Where a recording lies in its table, and what lies beside it in the partition of its audioID.
import { audioIdHash, splitRecordingId } from '../domain/recording-id.ts';
import type { ItemKey } from './versioned-items.ts';

/** Sorts behind every recording of its partition; owners' hashes are lower case. */
export const lockSk = '~LOCK';

/** The partition of all recordings that the vendor knows under one audioID. */
export const partitionOf = (audioId: string): string => `R#${audioIdHash(audioId)}`;

/** `undefined` when the text is no recording id. */
export const recordingKey = (id: string): ItemKey | undefined => {
  const parts = splitRecordingId(id);
  return parts && { pk: `R#${parts.audio}`, sk: parts.owner };
};

/** @throws Error when the text is no recording id */
export const keyOfRecording = ({ id }: { readonly id: string }): ItemKey => {
  const key = recordingKey(id);
  if (!key) throw new Error('not a recording id');
  return key;
};

export const lockKey = (audioId: string): ItemKey => ({ pk: partitionOf(audioId), sk: lockSk });
