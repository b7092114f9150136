// A key that goes on → a new one for the same, and the former's end: both work in between, so that callers change over in peace.
import { isUsable, newApiKey, newKey } from '../../../shared/domain/api-key.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import { type CreatedKey, getKey, type ManageKeysDeps } from './manage-keys.ts';

/** A day. */
const defaultOverlapSeconds = 86_400;

export interface RotateKeyInput {
  readonly id: string;
  readonly overlapSeconds?: number | undefined;
}

/**
 * Rotating it again, because an answer was lost, makes another key; the earlier end stays.
 * @throws VoxgateError NOT_FOUND; IDEMPOTENCY_CONFLICT when the key is expired or switched off, or its source is gone
 */
export const rotateKey = async (
  deps: ManageKeysDeps,
  account: string,
  { id, overlapSeconds = defaultOverlapSeconds }: RotateKeyInput,
): Promise<CreatedKey> => {
  const former = await getKey(deps, account, id);
  const nowMs = deps.clock.now();
  if (!isUsable(former, nowMs)) {
    throw new VoxgateError('IDEMPOTENCY_CONFLICT', 'This key is expired or switched off: make a new one');
  }
  if (former.source !== undefined && !(await deps.accounts.getSource(account, former.source))) {
    throw new VoxgateError('IDEMPOTENCY_CONFLICT', 'The source of this key is gone');
  }
  const key = newKey(deps.random);
  const { label, scopes, source, expiresAt } = former;
  const apiKey = newApiKey(key, { account, label, scopes, source, expiresAt }, nowMs);
  // The new one first: a crash in between leaves the callers with a key that works.
  await deps.accounts.createKey(apiKey);
  await deps.accounts.retireKey(id, new Date(nowMs + overlapSeconds * 1000).toISOString());
  return { apiKey, key };
};
