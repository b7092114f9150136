// Things that exist, so that now and then a fuzzed call is about one of them.
import { setTimeout } from 'node:timers/promises';
import { freshSource, makeKey, type TestSource } from '../../support/accounts.ts';
import { callApi, submit } from '../../support/gateway-client.ts';
import type { TestStack } from '../../support/local-stack.ts';
import { openSession, type SignedIn } from '../../support/session.ts';

export interface Belongings {
  readonly source: TestSource;
  readonly audioIds: readonly string[];
  readonly recordingIds: readonly string[];
  readonly deliveryIds: readonly string[];
  readonly keyIds: readonly string[];
  readonly sourceNames: readonly string[];
  readonly jsonLogs: readonly string[];
  readonly session: SignedIn;
}

interface Shown {
  readonly id: string;
  readonly jsonUrl: string | null;
  readonly deliveries: readonly { readonly id: string }[];
}

/** @throws Error when the recording has no delivery in half a minute */
const deliveredRecording = async (stack: TestStack, source: TestSource, audioID: string): Promise<Shown> => {
  await submit(stack, { audioID, audioSource: source.name, key: source.key });
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const { json } = await callApi(stack, 'GET', `/v1/recordings?audioID=${audioID}`, { key: source.key });
    const [found] = (json?.items ?? []) as Shown[];
    if (found && found.deliveries.length > 0) return found;
    await setTimeout(100);
  }
  throw new Error(`${audioID} was not delivered`);
};

export const makeBelongings = async (stack: TestStack): Promise<Belongings> => {
  const source = await freshSource(stack, { forwardUrl: `${stack.receiver.url}/fuzz`, forward: 'always' });
  const recording = await deliveredRecording(stack, source, 'fuzz-delivered');
  return {
    source,
    audioIds: ['fuzz-delivered'],
    recordingIds: [recording.id],
    deliveryIds: recording.deliveries.map(({ id }) => id),
    jsonLogs: recording.jsonUrl === null ? [] : [recording.jsonUrl.split('/').at(-1) ?? ''],
    keyIds: [],
    sourceNames: [],
    session: await openSession(stack),
  };
};

/** Fresh ones beside those that last: what a route deletes or revokes is made again for it. */
export const topUp = async (stack: TestStack, lasting: Belongings): Promise<Belongings> => {
  const { source } = lasting;
  const { name } = await freshSource(stack, { forwardUrl: `${stack.receiver.url}/fuzz` });
  const { id } = await makeKey(stack, { audioSource: source.name, label: 'fuzz' });
  const voicefileURL = 'http://127.0.0.1:1/topped-up.wav';
  const accepted = await submit(stack, {
    ...{ audioID: `fuzz-${id}`, voicefileURL, audioSource: source.name, key: source.key },
    headers: { prefer: 'respond-async' },
  });
  const statusUrl = String(accepted.json?.status_url);
  return {
    ...lasting,
    audioIds: [...lasting.audioIds, `fuzz-${id}`],
    recordingIds: [...lasting.recordingIds, statusUrl.split('/').at(-1) ?? ''],
    keyIds: [id],
    sourceNames: [name],
  };
};
