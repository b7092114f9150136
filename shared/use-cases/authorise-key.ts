// A presented key → the key on file, or the error that says no more than it must.
import { type ApiKey, hashKey, isUsable } from '../domain/api-key.ts';
import type { Clock } from '../domain/randomness.ts';
import type { Scope } from '../domain/scopes.ts';
import { VoxgateError } from '../domain/voxgate-error.ts';

export interface Keys {
  /** By SHA-256 of the key, hex. May be up to a minute old. */
  find(hash: string): Promise<ApiKey | undefined>;
  noteUse(key: ApiKey, at: string): Promise<void>;
}

export interface AuthoriseDeps {
  readonly keys: Keys;
  readonly clock: Clock;
}

/** `lastUsedAt` is for people: an hour's grain keeps it out of the bill. */
const useGrainMs = 3_600_000;

export interface Presented {
  /** As the caller sent it; empty counts as absent. */
  readonly key: string | undefined;
  /** Any one of these suffices. */
  readonly scopes: readonly Scope[];
  /** The source it must belong to; without it, any. */
  readonly source?: string;
}

/** @throws VoxgateError MISSING_API_KEY (401), INVALID_API_KEY (403) */
export const authoriseKey = async (deps: AuthoriseDeps, presented: Presented): Promise<ApiKey> => {
  if (!presented.key) throw new VoxgateError('MISSING_API_KEY', 'An API key is required');
  const refusal = new VoxgateError(
    'INVALID_API_KEY',
    presented.source === undefined
      ? 'The API key is invalid, inactive or not allowed to do this'
      : 'The API key is invalid or inactive for this audioSource',
  );
  const key = await deps.keys.find(hashKey(presented.key));
  const nowMs = deps.clock.now();
  if (!key || !isUsable(key, nowMs)) throw refusal;
  if (!presented.scopes.some((scope) => key.scopes.includes(scope))) throw refusal;
  if (presented.source !== undefined && key.source !== presented.source) throw refusal;
  if (Date.parse(key.lastUsedAt ?? key.createdAt) + useGrainMs < nowMs || key.lastUsedAt === undefined) {
    // For people only: that it could not be written must not turn a caller away.
    await deps.keys.noteUse(key, new Date(nowMs).toISOString()).catch(() => {});
  }
  return key;
};
