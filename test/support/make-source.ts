// Sources and keys as an admin makes them, for tests without the stack.
import { type ApiKey, hashKey, keyId, keyPrefix, newKey } from '../../shared/domain/api-key.ts';
import { defaultAccount, type Source } from '../../shared/domain/source.ts';
import { seededRandomness } from './seeded-randomness.ts';
import { testStartMs } from './virtual-clock.ts';

const madeAt = new Date(testStartMs - 86_400_000).toISOString();

export const makeSource = (changes: Partial<Source> = {}): Source => ({
  account: defaultAccount,
  name: 'PBXdemo',
  vendorSource: 'pbx',
  forwardUrl: 'http://10.0.10.162/astVlogger/analysis_json.php',
  forwardHeaders: {},
  forward: 'webhook',
  signingSecrets: [],
  isActive: true,
  createdAt: madeAt,
  updatedAt: madeAt,
  ...changes,
});

/** The same source without a forward URL: an optional field cannot be overwritten with `undefined`. */
export const withoutForwardUrl = ({ forwardUrl: _, ...source }: Source): Source => source;

/** The key of the first source in clear, and the row that is kept of it. */
export const demoKey = newKey(seededRandomness(7));

export const makeKeyRow = (key: string, changes: Partial<ApiKey> = {}): ApiKey => ({
  id: keyId(hashKey(key)),
  hash: hashKey(key),
  prefix: keyPrefix(key),
  account: defaultAccount,
  source: 'PBXdemo',
  label: 'demo',
  scopes: ['submit', 'read'],
  isActive: true,
  createdAt: madeAt,
  ...changes,
});
