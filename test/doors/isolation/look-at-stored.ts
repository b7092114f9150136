// When all is over: every recording, log and forward of every source is read once more, and holds its own alone.
import { signWebhook } from '../../../shared/domain/sign-webhook.ts';
import { sendCall } from '../fuzz/send-call.ts';
import type { Forward } from './outside-world.ts';
import type { Tenant } from './tenants.ts';
import { callAs, jsonOf, type World } from './world.ts';

interface Shown {
  readonly audioSource?: string;
  readonly status?: string;
  readonly jsonUrl?: string | null;
}

const atOnce = 4;

export const inParallel = async <Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<void> => {
  // One iterator for all: each takes the next.
  const entries = items.entries();
  const run = async () => {
    for (const [, item] of entries) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, run));
};

/** As its owner and as an operator reads it, and the JSON that both are led to. */
const lookAtRecording = async (world: World, tenant: Tenant, id: string): Promise<string | undefined> => {
  const { adminKey } = world.stack.keys;
  const shown: Shown = jsonOf(
    await callAs(world, tenant, { path: `/v1/admin/recordings/${id}`, key: adminKey }),
  );
  if (shown.audioSource !== tenant.name)
    world.evidence.breach('broken', `${id} belongs to ${shown.audioSource}, not to ${tenant.name}`);
  if (typeof shown.jsonUrl !== 'string') return undefined;
  const path = new URL(shown.jsonUrl).pathname;
  await callAs(world, tenant, { path });
  return path.split('/').at(-1);
};

/** @returns the names of their JSON logs */
export const lookAtRecordings = async (world: World): Promise<readonly string[]> => {
  const names: string[] = [];
  const all = world.tenants.flatMap((tenant) => tenant.recordings.map(({ id }) => ({ tenant, id })));
  await inParallel(all, async ({ tenant, id }) => {
    const name = await lookAtRecording(world, tenant, id);
    if (name !== undefined) names.push(name);
  });
  return names;
};

/** What is wrong with the signature: `undefined` when it is its owner's own. */
export const judgeSignature = ({ headers, body }: Forward, secret: string): string | undefined => {
  const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '', 'webhook-signature': sent } = headers;
  const own = signWebhook({ id, timestampSeconds: Number(timestamp), body }, [secret]);
  return sent === own ? undefined : `${id} is signed ${sent}, not ${own}`;
};

export const lookAtForwards = async (world: World): Promise<void> => {
  const { evidence, outside, stack, agent } = world;
  await inParallel([...outside.forwards], async (forward) => {
    const owner = world.tenants.find(({ forwardPath }) => forwardPath === forward.path);
    if (!owner) return evidence.breach('broken', `a forward to ${forward.path}`);
    evidence.look(owner.index, 'a forward', `${JSON.stringify(forward.headers)} ${forward.body}`);
    const problem = judgeSignature(forward, owner.signingSecret);
    if (problem !== undefined) evidence.breach('unsigned', problem);
    const jsonUrl = new URLSearchParams(forward.body).get('json_url') ?? '';
    const log = await sendCall(stack.baseUrl, agent, {
      method: 'GET',
      path: new URL(jsonUrl).pathname,
      headers: {},
    });
    evidence.look(owner.index, 'a forwarded JSON log', log.text);
    if (log.status !== 200) evidence.breach('broken', `a forwarded JSON log is answered ${log.status}`);
  });
};
