// What a source reads: its own, what is another's, what is nobody's, and JSON logs by their names.
import { happens, pick } from '../fuzz/pick.ts';
import type { CallAnswer } from '../fuzz/send-call.ts';
import type { Tenant } from './tenants.ts';
import { callAs, jsonOf, type World } from './world.ts';

const keyOf = (world: World, tenant: Tenant): string =>
  happens(world.random, 0.5) ? tenant.readKey : tenant.submitKey;

const read = (world: World, tenant: Tenant, id: string): Promise<CallAnswer> =>
  callAs(world, tenant, { path: `/v1/recordings/${id}`, key: keyOf(world, tenant) });

export const readOwn = async (world: World, tenant: Tenant): Promise<void> => {
  const known = pick(world.random, tenant.recordings);
  if (!known) return;
  const answer = await read(world, tenant, known.id);
  if (answer.status !== 200)
    world.evidence.breach('broken', `own recording: ${answer.status} ${answer.text}`);
};

const perRequest = new Set(['date', 'x-request-id', 'apigw-requestid', 'connection', 'keep-alive']);

/** Everything of an answer but what tells one request from another. */
export const likeness = ({ status, headers, text }: CallAnswer): string => {
  const requestId = String(headers['x-request-id']);
  const kept = Object.entries(headers).filter(([name]) => !perRequest.has(name));
  return `${status} ${JSON.stringify(kept.toSorted())} ${text.replaceAll(requestId, '')}`;
};

/** Another's must look as one that is not there. */
export const readOthers = async (world: World, tenant: Tenant, other: Tenant): Promise<void> => {
  const known = pick(world.random, other.recordings);
  if (!known) return;
  const missing = `rec_${world.random.token(32).replaceAll(/[0189]/g, 'a')}`;
  const [theirs, nobodys] = [await read(world, tenant, known.id), await read(world, tenant, missing)];
  if (theirs.status !== 404 || likeness(theirs) !== likeness(nobodys))
    world.evidence.breach(
      'missing',
      `another's reads ${likeness(theirs)}, a missing one ${likeness(nobodys)}`,
    );
};

const listByAudioId = (world: World, tenant: Tenant, audioID: string): Promise<CallAnswer> =>
  callAs(world, tenant, {
    path: `/v1/recordings?audioID=${encodeURIComponent(audioID)}`,
    key: keyOf(world, tenant),
  });

export const listOwn = async (world: World, tenant: Tenant): Promise<void> => {
  const known = pick(world.random, tenant.recordings);
  if (!known) return;
  const items = jsonOf(await listByAudioId(world, tenant, known.audioID)).items as
    | { id?: string }[]
    | undefined;
  if (items?.[0]?.id !== known.id)
    world.evidence.breach('broken', `own audioID found ${JSON.stringify(items)}`);
};

export const listOthers = async (world: World, tenant: Tenant, other: Tenant): Promise<void> => {
  const known = pick(world.random, other.recordings);
  // A name that both gave finds one's own.
  if (!known || tenant.recordings.some(({ audioID }) => audioID === known.audioID)) return;
  if (world.sharedAudioIds.includes(known.audioID)) return;
  const [theirs, nobodys] = [
    await listByAudioId(world, tenant, known.audioID),
    await listByAudioId(world, tenant, `nobody-${world.random.token(8)}`),
  ];
  if (likeness(theirs) !== likeness(nobodys))
    world.evidence.breach('missing', `another's audioID reads ${theirs.text}`);
};

/** Its own log by the name it was told. */
export const readOwnLog = async (world: World, tenant: Tenant): Promise<void> => {
  const known = pick(world.random, tenant.recordings);
  if (!known) return;
  const { jsonUrl } = jsonOf(await read(world, tenant, known.id));
  if (typeof jsonUrl !== 'string') return;
  const answer = await callAs(world, tenant, { path: new URL(jsonUrl).pathname });
  if (answer.status !== 200) world.evidence.breach('broken', `own JSON log: ${answer.status} ${answer.text}`);
};
