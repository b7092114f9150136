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

/** @throws VoxgateError NOT_FOUND; IDEMPOTENCY_CONFLICT when the key is expired or switched off */
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
  const key = newKey(deps.random);
  const { label, scopes, source, expiresAt } = former;
  const apiKey = newApiKey(key, { account, label, scopes, source, expiresAt }, nowMs);
  // The new one first: a crash in between leaves the callers with a key that works.
  await deps.accounts.createKey(apiKey);
  const overlapEndsMs = nowMs + overlapSeconds * 1000;
  const endsMs = expiresAt === undefined ? overlapEndsMs : Math.min(overlapEndsMs, Date.parse(expiresAt));
  await deps.accounts.changeKey(id, { expiresAt: new Date(endsMs).toISOString() });
  return { apiKey, key };
};
