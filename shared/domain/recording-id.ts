// A recording's id says where it lies: what a caller calls the same recording is the same item, without a pointer.
import { createHash } from 'node:crypto';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** RFC 4648 base32 in lower case without padding, cut to `length` characters of 5 bits each. */
export const base32 = (bytes: Uint8Array, length: number): string => {
  let bits = 0;
  let pending = 0;
  let text = '';
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    bits += 8;
    while (bits >= 5 && text.length < length) {
      bits -= 5;
      text += alphabet[(pending >> bits) & 31];
    }
    pending &= (1 << bits) - 1;
  }
  return text;
};

const digest = (value: string, length: number): string =>
  base32(createHash('sha256').update(value, 'utf8').digest(), length);

const audioLength = 20;
const ownerLength = 12;

/** The half of an id that all recordings share which the vendor knows under one audioID. */
export const audioIdHash = (audioId: string): string => digest(audioId, audioLength);

export const recordingId = (account: string, source: string, audioId: string): string =>
  `rec_${audioIdHash(audioId)}${digest(`${account}\0${source}`, ownerLength)}`;

const pattern = new RegExp(`^rec_([a-z2-7]{${audioLength}})([a-z2-7]{${ownerLength}})$`);

/** The two halves, or `undefined` when the text is no recording id. */
export const splitRecordingId = (id: string): { audio: string; owner: string } | undefined => {
  const match = pattern.exec(id);
  return match?.[1] && match[2] ? { audio: match[1], owner: match[2] } : undefined;
};
