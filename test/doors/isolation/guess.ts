// A stranger who tries names, ids, keys and tokens by the thousand: nothing opens.
import { newKey } from '../../../shared/domain/api-key.ts';
import { pick } from '../fuzz/pick.ts';
import { sendCall } from '../fuzz/send-call.ts';
import type { World } from './world.ts';

export interface Guess {
  readonly method?: string;
  readonly path: string;
  readonly key?: string;
}

const webhookPath = '/voiceTranscription/voiceTranscriptionWebhook.php';
const refused = [401, 403, 404];

const base32 = (world: World, length: number): string =>
  world.random.token(length).replaceAll(/[0189]/g, 'q');

/** One character of what is known is another. */
const nearly = (known: string): string => {
  const at = known.length - 6;
  return known.slice(0, at) + (known[at] === 'b' ? 'c' : 'b') + known.slice(at + 1);
};

const newGuess = (world: World, knownLogs: readonly string[]): Guess => {
  const { random, tenants, stack } = world;
  const tenant = pick(random, tenants);
  const { id } = pick(random, tenant.recordings) ?? { id: `rec_${base32(world, 32)}` };
  const log = `voice_20261121_${random.token(6).replaceAll(/[a-z]/g, '1')}_${random.token(26)}.json`;
  const logs = '/voiceTranscription/json_logs/';
  const known = pick(random, knownLogs);
  const delivery = `dlv_${base32(world, 32)}_${random.token(8)}_1_1`;
  const { adminKey } = stack.keys;
  return pick<Guess>(random, [
    { path: `${logs}${log}` },
    { path: `${logs}${known === undefined ? log : nearly(known)}` },
    { path: `/v1/recordings/rec_${base32(world, 32)}`, key: tenant.readKey },
    { path: `/v1/recordings/${nearly(id)}`, key: tenant.readKey },
    { path: `/v1/recordings/${id}` },
    { path: `/v1/recordings/${id}`, key: newKey(random) },
    { path: `/v1/recordings/${id}`, key: nearly(tenant.readKey) },
    { path: `/v1/recordings/${id}`, key: random.token(38) },
    { path: `/v1/admin/deliveries/${delivery}`, key: adminKey },
    { path: `/v1/admin/deliveries/${delivery}`, key: tenant.readKey },
    { path: `/v1/admin/keys/key_${base32(world, 24)}`, key: adminKey },
    { path: `/v1/admin/keys/key_${base32(world, 24)}`, key: tenant.submitKey },
    { path: `/v1/admin/recordings/${id}`, key: tenant.readKey },
    { path: `/v1/admin/recordings/${id}`, key: nearly(adminKey) },
    { path: `/v1/admin/sources/${random.token(8)}`, key: adminKey },
    { method: 'POST', path: `${webhookPath}?recording=${id}&token=${random.token(32)}` },
    { method: 'POST', path: `${webhookPath}?recording=rec_${base32(world, 32)}&token=${random.token(32)}` },
    { method: 'POST', path: `${webhookPath}?recording=${id}` },
  ]);
};

/** `undefined`: as it must be. */
export const judgeGuess = (guess: Guess, status: number): string | undefined =>
  refused.includes(status) ? undefined : `${guess.method ?? 'GET'} ${guess.path} is answered ${status}`;

export const guessOnce = async (world: World, knownLogs: readonly string[]): Promise<void> => {
  const guess = newGuess(world, knownLogs);
  const { method = 'GET', path, key } = guess;
  const answer = await sendCall(world.stack.baseUrl, world.agent, {
    ...{ method, path },
    headers: { ...(key !== undefined && { 'x-api-key': key }), 'content-type': 'application/json' },
    ...(method === 'POST' && { body: Buffer.from('{"success":true,"results":[{"audioID":"guessed"}]}') }),
  });
  const opened = judgeGuess(guess, answer.status);
  if (opened !== undefined) world.evidence.breach('guess', `${opened}: ${answer.text}`);
};
