// API keys: recognisable, checksummed, shown once, kept as a hash.
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Randomness } from './randomness.ts';
import { base32 } from './recording-id.ts';
import { scopes } from './scopes.ts';

export const apiKeySchema = z.object({
  id: z.string(),
  /** SHA-256 of the key, hex. */
  hash: z.string(),
  /** The first characters, so that people recognise it. */
  prefix: z.string(),
  account: z.string(),
  /** Absent on an admin key: it belongs to no source. */
  source: z.optional(z.string()),
  label: z.string(),
  scopes: z.array(z.enum(scopes)),
  isActive: z.boolean(),
  createdAt: z.string(),
  expiresAt: z.optional(z.string()),
  /** Its end since it was rotated: apart, so that the key in its place does not inherit it. */
  retiresAt: z.optional(z.string()),
  lastUsedAt: z.optional(z.string()),
});
export type ApiKey = z.output<typeof apiKeySchema>;

const marker = 'vxg_';
const secretLength = 32;

export const hashKey = (key: string): string => createHash('sha256').update(key, 'utf8').digest('hex');

const checksum = (body: string): string => base32(createHash('sha256').update(body).digest(), 6);

/** `vxg_` + 32 random characters of [0-9a-z] (165 bits) + 6 of checksum, so that scanners find leaked keys. */
export const newKey = (random: Randomness): string => {
  const body = `${marker}${random.token(secretLength)}`;
  return `${body}${checksum(body)}`;
};

/** A key with our marker but a wrong checksum was mistyped: no need to look it up. Foreign keys are imported ones. */
export const isWellFormedKey = (key: string): boolean =>
  !key.startsWith(marker) || checksum(key.slice(0, -6)) === key.slice(-6);

/** Derived from the hash, so that a presented key finds its item without an index. */
export const keyId = (hash: string): string => `key_${base32(Buffer.from(hash, 'hex'), 24)}`;

export const keyPrefix = (key: string): string =>
  key.startsWith(marker) ? key.slice(0, 8) : `${key.slice(0, 3)}…`;

export type KeyPurpose = Pick<ApiKey, 'account' | 'label' | 'scopes'> & {
  readonly source?: string | undefined;
  readonly expiresAt?: string | undefined;
};

/** What is kept of a key. */
export const newApiKey = (key: string, purpose: KeyPurpose, nowMs: number): ApiKey => {
  const { source, expiresAt, ...rest } = purpose;
  const hash = hashKey(key);
  return {
    id: keyId(hash),
    hash,
    prefix: keyPrefix(key),
    ...rest,
    isActive: true,
    createdAt: new Date(nowMs).toISOString(),
    ...(source !== undefined && { source }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
};

const endsOf = ({ expiresAt, retiresAt }: ApiKey): readonly string[] =>
  [expiresAt, retiresAt].filter((at) => at !== undefined);

/** When it ends, whichever comes first; `undefined`: never. */
export const endOf = (key: ApiKey): string | undefined =>
  endsOf(key).toSorted((a, b) => Date.parse(a) - Date.parse(b))[0];

/** An end that nobody can read is over. */
export const isUsable = (key: ApiKey, nowMs: number): boolean =>
  key.isActive && endsOf(key).every((end) => Date.parse(end) > nowMs);
