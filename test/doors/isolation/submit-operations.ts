// What a source does at the submit door, with canaries in all it may choose.
import { successBody } from '../../support/webhook-bodies.ts';
import { happens, pick } from '../fuzz/pick.ts';
import type { CallAnswer } from '../fuzz/send-call.ts';
import { newCanary } from './canary.ts';
import type { Tenant } from './tenants.ts';
import { callAs, jsonOf, type World } from './world.ts';

const submitPath = '/voiceTranscription/api.php';

interface Submission {
  readonly audioID: string;
  readonly voicefileURL: string;
  readonly audioSource?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const submitAs = async (world: World, tenant: Tenant, submission: Submission): Promise<CallAnswer> => {
  const { audioID, voicefileURL, audioSource = tenant.name, headers } = submission;
  const answer = await callAs(world, tenant, {
    ...{ method: 'POST', path: submitPath, key: tenant.submitKey },
    headers: {
      prefer: 'respond-async',
      cookie: `session=${newCanary(tenant.index, world.random)}`,
      ...headers,
    },
    json: {
      ...{ audioID, voicefileURL, audioSource, caller: tenant.phone },
      metadata: { note: newCanary(tenant.index, world.random) },
    },
  });
  const statusUrl = jsonOf(answer).status_url;
  if (typeof statusUrl === 'string' && audioSource === tenant.name) {
    const id = statusUrl.split('/').at(-1) ?? '';
    if (!tenant.recordings.some((known) => known.id === id))
      tenant.recordings.push({ id, audioID, voicefileURL });
  }
  return answer;
};

export const transcriptOf = (tenant: Tenant, world: World): string =>
  `Hello ${newCanary(tenant.index, world.random)}, my number is ${tenant.phone}`;

/** Where the recording lies: a path of the source's own, and a signature in its query. */
const freshUrl = (world: World, tenant: Tenant, file: string): string => {
  const signature = `sig${world.random.token(24)}`;
  world.secrets.add(signature);
  return `${world.outside.baseUrl}/${tenant.canary}/${file}.wav?signature=${signature}`;
};

export const submitNew = async (
  world: World,
  tenant: Tenant,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> => {
  const { stack, random } = world;
  const audioID = `${newCanary(tenant.index, random)}-${random.token(4)}`;
  if (happens(random, 0.5)) {
    world.awaitsPump.add(audioID);
    stack.vendor.plan(audioID, { answer: 'ack', webhook: { when: 'never' } });
  } else {
    const body = successBody(audioID, { transcription: transcriptOf(tenant, world), duration: 1 });
    stack.vendor.plan(audioID, { answer: 'ack', webhook: { when: 'after', delayMs: 0, body } });
  }
  await submitAs(world, tenant, { audioID, voicefileURL: freshUrl(world, tenant, audioID), headers });
};

export const submitAgain = async (world: World, tenant: Tenant): Promise<void> => {
  const known = pick(world.random, tenant.recordings);
  if (known) await submitAs(world, tenant, known);
};

/** The same audioID as another source's, of a recording of its own. */
export const submitShared = async (world: World, tenant: Tenant): Promise<void> => {
  const audioID = pick(world.random, world.sharedAudioIds);
  await submitAs(world, tenant, { audioID, voicefileURL: freshUrl(world, tenant, audioID) });
};

/** The same Idempotency-Key as other sources use. */
export const submitWithSharedKey = (world: World, tenant: Tenant): Promise<void> =>
  submitNew(world, tenant, { 'idempotency-key': `order-${Math.floor(world.random.fraction() * 40)}` });

/** With its own key for a source that is not its own, by an audioID that the other knows. */
export const submitAsOther = async (world: World, tenant: Tenant, other: Tenant): Promise<void> => {
  const known = pick(world.random, other.recordings);
  // What it knows of the other it sends itself: an echo of it would be no leak, so it sends none.
  const audioID = known?.audioID.startsWith('shared') ? known.audioID : `guess-${world.random.token(6)}`;
  const voicefileURL = `${world.outside.baseUrl}/${tenant.canary}/x.wav`;
  const answer = await submitAs(world, tenant, { audioID, voicefileURL, audioSource: other.name });
  if (answer.status !== 403)
    world.evidence.breach('stranger', `submitted to another's source: ${answer.status} ${answer.text}`);
};
