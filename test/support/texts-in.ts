// Every text in a stored value, however deep: what a search for leftovers looks through.
import { gunzipSync } from 'node:zlib';

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Names of fields are none of it; bytes are read as text, unpacked where they are gzipped. */
export const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (value instanceof Uint8Array)
    return [Buffer.from(isGzip(value) ? gunzipSync(value) : value).toString('utf8')];
  if (value instanceof Set) return [...value].flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
};
