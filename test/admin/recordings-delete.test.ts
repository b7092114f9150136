// DELETE /v1/admin/recordings/{id}: gone everywhere, with a receipt; and nothing that is being worked on.
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { deletionView } from '../../functions/admin/manage-recordings/contract.ts';
import { forwardTest } from '../support/forward-test.ts';
import { callApi, freshAudioId, postWebhook, submit } from '../support/gateway-client.ts';
import { stackTest, type TestStack } from '../support/local-stack.ts';
import { awaitingRecording, readOwn, untilOwn } from '../support/recordings.ts';
import { documentsOf } from '../support/stored-items.ts';
import { listObjects, readObject } from '../support/stored-objects.ts';
import { successBody } from '../support/webhook-bodies.ts';

const tableNames = (stack: TestStack): readonly string[] =>
  [...stack.engine.resources.values()]
    .filter(({ type }) => /^AWS::DynamoDB::/.test(type))
    .map(({ name }) => name);

/** Every item of every table, but for the audit, which says what was deleted. */
const allItems = async (stack: TestStack): Promise<string> => {
  const documents = documentsOf(stack.engine.endpoints.dynamodb);
  const items = (await Promise.all(tableNames(stack).map((name) => documents.scan(name)))).flat();
  documents.close();
  return JSON.stringify(items.filter(({ pk }) => !String(pk).startsWith('AUDIT#')));
};

/** Every object's key and content. */
const allObjects = async (stack: TestStack): Promise<string> => {
  const found: string[] = [];
  for (const construct of ['Audio', 'Results']) {
    for (const key of await listObjects(stack, construct, '')) {
      found.push(key, Buffer.from(await readObject(stack, construct, key)).toString('latin1'));
    }
  }
  return found.join('\n');
};

forwardTest(
  'of a deleted recording nothing is left in any table or bucket',
  { timeout: 120_000 },
  async ({ stack, source }) => {
    const audioID = await awaitingRecording(stack, source);
    // Words that no other test's recording has.
    const words = `call me back under ${randomUUID()}`;
    const body = JSON.stringify(successBody(audioID, { transcription: words }));
    await postWebhook(stack, body);
    const delivered = ({ deliveries }: { deliveries: readonly { status: string }[] }) =>
      deliveries[0]?.status === 'delivered';
    const { id, jsonUrl } = await untilOwn(stack, source, audioID, delivered);
    // A later webhook about it, which is evidence alone.
    await postWebhook(stack, { ...successBody(audioID), message: 'again, in other words' });
    const traces = [audioID, id, id.slice(4), words, String(jsonUrl?.split('/').at(-1))];
    const before = `${await allItems(stack)}${await allObjects(stack)}`;
    for (const trace of traces) expect(before).toContain(trace);

    const answer = await callApi(stack, 'DELETE', `/v1/admin/recordings/${id}`);
    expect(answer.status).toBe(200);
    const receipt = deletionView.parse(answer.json);
    expect(receipt).toMatchObject({ id, audioID, audioSource: source.name, isComplete: true });
    expect(receipt.removed).toEqual({ audioObjects: 1, resultObjects: 2, deliveries: 1, webhooks: 2 });
    expect(receipt.backups.map(({ until }) => Date.parse(until) > Date.now())).toEqual([true, true]);

    const after = `${await allItems(stack)}${await allObjects(stack)}`;
    for (const trace of traces) expect(after).not.toContain(trace);
    expect((await fetch(String(jsonUrl))).status).toBe(404);
    expect((await callApi(stack, 'GET', `/v1/admin/recordings/${id}`)).status).toBe(404);
    expect((await callApi(stack, 'DELETE', `/v1/admin/recordings/${id}`)).status).toBe(404);

    // The vendor repeats itself: it is told so, and the transcript does not come back.
    const repeat = await postWebhook(stack, body);
    expect([repeat.status, repeat.json?.filename ?? null]).toEqual([200, null]);
    expect(`${await allItems(stack)}${await allObjects(stack)}`).not.toContain(words);
  },
);

stackTest('one that is being processed is 409, an unknown one 404', async ({ stack }) => {
  const source = { name: 'PBXdemo', key: stack.keys.demoKeys.PBXdemo ?? '' };
  const audioID = await awaitingRecording(stack, source);
  const id = (await readOwn(stack, source, audioID))?.id;
  const refused = await callApi(stack, 'DELETE', `/v1/admin/recordings/${id}`);
  expect(refused.status).toBe(409);
  await postWebhook(stack, successBody(audioID));
  expect((await callApi(stack, 'DELETE', `/v1/admin/recordings/${id}`)).status).toBe(200);
  expect((await callApi(stack, 'DELETE', '/v1/admin/recordings/rec_nobody')).status).toBe(404);
});

stackTest('the same call may be submitted again, and is a new recording then', async ({ stack }) => {
  const source = { name: 'PBXdemo', key: stack.keys.demoKeys.PBXdemo ?? '' };
  const audioID = freshAudioId();
  // A webhook on its way would have to be waited for.
  stack.vendor.plan(audioID, { webhook: { when: 'never' } });
  await submit(stack, { audioID });
  const first = await untilOwn(stack, source, audioID, ({ status }) => status === 'completed');
  expect((await callApi(stack, 'DELETE', `/v1/admin/recordings/${first.id}`)).status).toBe(200);
  const again = await submit(stack, { audioID });
  expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, null]);
  const { id, timeline } = await untilOwn(stack, source, audioID, ({ status }) => status === 'completed');
  expect([id, timeline[0]?.event, timeline[0]?.attempt]).toEqual([first.id, 'received', 1]);
});
