// What every kind of request body comes down to: named fields, each at most once.
import { VoxgateError } from '../domain/voxgate-error.ts';

/** A field's value: text, or what JSON brought. `undefined` when it was not sent. */
export type Fields = ReadonlyMap<string, unknown>;

export const malformed = (message: string): VoxgateError => new VoxgateError('INVALID_PARAMETER', message);

/**
 * @param isWhole a byte order mark at its beginning is none of its text; in a part of something it is
 * @throws VoxgateError INVALID_PARAMETER on bytes that are no UTF-8
 */
export const decodeUtf8 = (bytes: Uint8Array, isWhole = true): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: !isWhole }).decode(bytes);
  } catch {
    throw malformed('The request body is not valid UTF-8');
  }
};

/** @throws VoxgateError INVALID_PARAMETER when a name comes twice */
export const toFields = (pairs: readonly (readonly [string, unknown])[]): Fields => {
  const fields = new Map<string, unknown>();
  for (const [name, value] of pairs) {
    if (fields.has(name)) throw malformed(`Repeated field: ${name.slice(0, 100)}`);
    fields.set(name, value);
  }
  return fields;
};
