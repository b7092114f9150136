// Keys: made or imported, shown once, changed, revoked. Only their hash is kept.
import type * as z from 'zod/mini';
import { type ApiKey, isWellFormedKey, newApiKey, newKey } from '../../../shared/domain/api-key.ts';
import type { Clock, Randomness } from '../../../shared/domain/randomness.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import type { createKeyBody, patchKeyBody } from './contract.ts';

export interface ManageKeysDeps {
  readonly accounts: {
    createKey(key: ApiKey): Promise<boolean>;
    /** `undefined` when the key is gone. */
    changeKey(
      id: string,
      changes: {
        readonly label?: string | undefined;
        readonly isActive?: boolean | undefined;
        readonly expiresAt?: string | null | undefined;
      },
    ): Promise<ApiKey | undefined>;
    /** An earlier end by a rotation stays. */
    retireKey(id: string, retiresAt: string): Promise<void>;
    deleteKey(id: string): Promise<void>;
    getKey(id: string): Promise<ApiKey | undefined>;
    getSource(account: string, name: string): Promise<Source | undefined>;
  };
  readonly clock: Clock;
  readonly random: Randomness;
}

export interface CreatedKey {
  readonly apiKey: ApiKey;
  /** The only time it is shown. */
  readonly key: string;
}

/** What is imported may have been made up by a person. */
const minAdminKeyLength = 16;

const submitterScopes = ['submit', 'read'] as const;

const checkSource = async (deps: ManageKeysDeps, account: string, input: z.output<typeof createKeyBody>) => {
  const isAdmin = input.scopes?.includes('admin') ?? false;
  if (input.audioSource === undefined) {
    if (isAdmin) return;
    throw new VoxgateError('MISSING_PARAMETER', 'Missing required parameter: audioSource');
  }
  if (isAdmin) throw new VoxgateError('INVALID_PARAMETER', 'An admin key belongs to no audioSource');
  if (await deps.accounts.getSource(account, input.audioSource)) return;
  throw new VoxgateError('INVALID_AUDIO_SOURCE', 'Invalid audioSource value');
};

/**
 * @returns the key on file, and the key itself: the only time it is shown
 * @throws VoxgateError MISSING_PARAMETER, INVALID_PARAMETER, INVALID_AUDIO_SOURCE, IDEMPOTENCY_CONFLICT
 */
export const createKey = async (
  deps: ManageKeysDeps,
  account: string,
  input: z.output<typeof createKeyBody>,
): Promise<CreatedKey> => {
  await checkSource(deps, account, input);
  if (input.scopes?.includes('admin') && input.key !== undefined && input.key.length < minAdminKeyLength) {
    throw new VoxgateError(
      'INVALID_PARAMETER',
      `key: an admin key has ${minAdminKeyLength} characters or more`,
    );
  }
  const key = input.key ?? newKey(deps.random);
  if (!isWellFormedKey(key)) throw new VoxgateError('INVALID_PARAMETER', 'key: its checksum is wrong');
  const purpose = {
    account,
    label: input.label ?? '',
    scopes: [...new Set(input.scopes ?? submitterScopes)],
    source: input.audioSource,
    expiresAt: input.expiresAt ? new Date(input.expiresAt).toISOString() : undefined,
  };
  const apiKey = newApiKey(key, purpose, deps.clock.now());
  if (!(await deps.accounts.createKey(apiKey))) {
    throw new VoxgateError('IDEMPOTENCY_CONFLICT', 'This key is on file already');
  }
  return { apiKey, key };
};

const noSuchKey = () => new VoxgateError('NOT_FOUND', 'No such key');

/** @throws VoxgateError NOT_FOUND, for another account's key too */
export const getKey = async (deps: ManageKeysDeps, account: string, id: string): Promise<ApiKey> => {
  const apiKey = await deps.accounts.getKey(id);
  if (apiKey?.account !== account) throw noSuchKey();
  return apiKey;
};

/** @throws VoxgateError NOT_FOUND */
export const patchKey = async (
  deps: ManageKeysDeps,
  account: string,
  id: string,
  input: z.output<typeof patchKeyBody>,
): Promise<ApiKey> => {
  await getKey(deps, account, id);
  const { label, active, expiresAt } = input;
  const changed = await deps.accounts.changeKey(id, {
    label,
    isActive: active,
    expiresAt: expiresAt && new Date(expiresAt).toISOString(),
  });
  if (!changed) throw noSuchKey();
  return changed;
};

export const revokeKey = async (deps: ManageKeysDeps, account: string, id: string): Promise<void> => {
  await getKey(deps, account, id);
  await deps.accounts.deleteKey(id);
};
