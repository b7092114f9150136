// Keys that are revoked while they are in use: how long until the last door refuses them, and whether one ever opens again.
import { setTimeout } from 'node:timers/promises';
import { makeKey } from '../../support/accounts.ts';
import { callApi } from '../../support/gateway-client.ts';
import { sendCall } from '../fuzz/send-call.ts';
import type { World } from './world.ts';

interface Revocation {
  /** From the answer to the revocation until the last call that still passed, 0 when none did. */
  readonly seconds: number;
  /** Calls that passed when none had for longer than a cache may hold: the key had ended, and opened again. */
  readonly callsAfter: number;
}

const pauseMs = 200;
const watchedOnSeconds = 5;
/** What the contract gives it: a minute, where a key is believed for half of one. */
export const revocationLimitSeconds = (cacheSeconds: number): number => 2 * cacheSeconds;

const passes = async (world: World, key: string, door: 'submit' | 'read'): Promise<boolean> => {
  const [tenant] = world.tenants;
  const body = Buffer.from(
    JSON.stringify({ audioID: 'revoked', voicefileURL: 'http://127.0.0.1:1/x', audioSource: tenant?.name }),
  );
  const headers = { 'x-api-key': key, 'content-type': 'application/json', prefer: 'respond-async' };
  const call =
    door === 'submit'
      ? { method: 'POST', path: '/voiceTranscription/api.php', headers, body }
      : { method: 'GET', path: '/v1/recordings?audioID=revoked', headers };
  const { status } = await sendCall(world.stack.baseUrl, world.agent, call);
  return status !== 403 && status !== 401;
};

/** @param passed for each call after the revocation, in order: seconds since, and whether it passed */
export const judgeRevocation = (
  passed: readonly { readonly seconds: number; readonly isPassed: boolean }[],
  cacheSeconds: number,
): Revocation => {
  const still = passed.filter(({ isPassed }) => isPassed).map(({ seconds }) => seconds);
  return {
    seconds: Math.max(0, ...still),
    callsAfter: still.filter((seconds, index) => seconds - (still[index - 1] ?? 0) > cacheSeconds).length,
  };
};

const revokeOne = async (world: World, by: 'DELETE' | 'PATCH', cacheSeconds: number): Promise<Revocation> => {
  const { stack, evidence, secrets } = world;
  const { id, key } = await makeKey(stack, { audioSource: world.tenants[0]?.name });
  secrets.add(key);
  const both = () => Promise.all([passes(world, key, 'submit'), passes(world, key, 'read')]);
  // Believed by as many workers as may have it.
  for (const before of [...(await both()), ...(await both())])
    if (!before) evidence.breach('broken', 'a good key was refused');
  const path = `/v1/admin/keys/${id}`;
  await callApi(stack, by, path, by === 'PATCH' ? { body: { active: false } } : {});
  const revokedAt = performance.now();
  const sinceSeconds = () => (performance.now() - revokedAt) / 1000;
  const passed: { seconds: number; isPassed: boolean }[] = [];
  // Longer than it may take, so that a key that opens again is seen.
  while (sinceSeconds() < revocationLimitSeconds(cacheSeconds) + watchedOnSeconds) {
    const seconds = sinceSeconds();
    for (const isPassed of await both()) passed.push({ seconds, isPassed });
    await setTimeout(pauseMs);
  }
  return judgeRevocation(passed, cacheSeconds);
};

/** @returns the longest, in seconds */
export const revokeKeys = async (world: World, cacheSeconds: number): Promise<number> => {
  const ways = ['DELETE', 'PATCH'] as const;
  const all = await Promise.all(ways.map((by) => revokeOne(world, by, cacheSeconds)));
  for (const { callsAfter } of all)
    if (callsAfter > 0) world.evidence.breach('revoked', `${callsAfter} calls passed when the key had ended`);
  return Math.max(...all.map(({ seconds }) => seconds));
};
