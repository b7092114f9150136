// Deletion on the deployed wiring: no item of either table and no object of either bucket says anything of the recording.
import { expect } from 'vitest';
import { freshSource, type TestSource } from '../../support/accounts.ts';
import { freshAudioId, postWebhook, submit } from '../../support/gateway-client.ts';
import { stackTest, type TestStack } from '../../support/local-stack.ts';
import { awaitingRecording, readOwn, untilOwn } from '../../support/recordings.ts';
import { type Documents, documentsOf } from '../../support/stored-items.ts';
import { listObjects, readObject } from '../../support/stored-objects.ts';
import { textsIn } from '../../support/texts-in.ts';
import { successBody } from '../../support/webhook-bodies.ts';

const dayMs = 86_400_000;

const tablesOf = (stack: TestStack): string[] =>
  [...stack.engine.resources.values()]
    .filter(({ type }) => type.startsWith('AWS::DynamoDB'))
    .map(({ name }) => name);

/** Everything that is stored: keys, items, bodies, what is gzipped unpacked. */
const allTexts = async (stack: TestStack, documents: Documents): Promise<readonly string[]> => {
  const texts: string[] = [];
  for (const table of tablesOf(stack)) texts.push(...textsIn(await documents.scan(table)));
  for (const bucket of ['Audio', 'Results']) {
    for (const key of await listObjects(stack, bucket, ''))
      texts.push(key, ...textsIn(await readObject(stack, bucket, key)));
  }
  return texts;
};

const found = (texts: readonly string[], marks: readonly string[]): readonly string[] =>
  marks.filter((mark) => texts.some((text) => text.includes(mark)));

const submitted = async (stack: TestStack, source: TestSource, audioID: string, idempotencyKey: string) => {
  stack.vendor.plan(audioID, { answer: 'ack', webhook: { when: 'never' } });
  const headers = { prefer: 'respond-async', 'idempotency-key': idempotencyKey };
  const { status } = await submit(stack, { audioID, audioSource: source.name, key: source.key, headers });
  expect(status).toBe(202);
  return untilOwn(stack, source, audioID, ({ state }) => state === 'SUBMITTED');
};

/** Its retention has ended: two days are let pass by having it end two days ago. */
const age = async (stack: TestStack, documents: Documents, id: string): Promise<void> => {
  for (const table of tablesOf(stack)) {
    const row = (await documents.scan(table)).find((item) => item.id === id);
    if (!row) continue;
    const endedAt = Number(row.endedAt) - 2 * dayMs;
    await documents.put(table, { ...row, endedAt, dueAt: endedAt + 2 * dayMs });
  }
};

/** Two recordings; one webhook is the result of the first, one is evidence for it, one is about both. */
const setUp = async (stack: TestStack, idempotencyKey: string) => {
  const source = await freshSource(stack, { retentionDays: 2, forwardUrl: `${stack.receiver.url}/deleted` });
  const [audioID, words] = [freshAudioId(), `words of ${freshAudioId()}`];
  const other = await awaitingRecording(stack, source);
  const { id } = await submitted(stack, source, audioID, idempotencyKey);
  const said = (transcription: string) => successBody(audioID, { transcription });
  const results = [...successBody(other).results, ...said(`${words}, beside another's`).results];
  const bodies = [said(words), said(`${words}, once more`), { success: true, results }] as const;
  const names: string[] = [];
  for (const body of bodies) {
    const { json } = await postWebhook(stack, body);
    const listed = (json?.results ?? []) as readonly { readonly json_url: string }[];
    names.push(
      String(json?.filename),
      ...listed.slice(1).map(({ json_url }) => json_url.split('/').at(-1) ?? ''),
    );
  }
  const { deliveries } = await untilOwn(stack, source, audioID, (own) =>
    own.deliveries.some(({ status }) => status === 'delivered'),
  );
  await untilOwn(stack, source, other, ({ state }) => state === 'COMPLETED');
  const [result = '', later = '', whole = '', beside = ''] = names;
  const marks = [audioID, words, id, String(deliveries[0]?.id), result, later, beside];
  return { source, audioID, other, id, bodies, marks, whole };
};

stackTest(
  'a recording that was deleted has left nothing, and its webhooks bring nothing back',
  async ({ stack }) => {
    const idempotencyKey = `the call of ${freshAudioId()}`;
    const { source, audioID, other, id, bodies, marks, whole } = await setUp(stack, idempotencyKey);
    const documents = documentsOf(stack.engine.endpoints.dynamodb);
    const left = async () => found(await allTexts(stack, documents), [...marks, idempotencyKey]);
    expect(await left()).toEqual(marks);
    await age(stack, documents, id);
    await expect.poll(left, { timeout: 30_000, interval: 200 }).toEqual([]);
    expect(await readOwn(stack, source, audioID)).toBeUndefined();
    expect(await listObjects(stack, 'Results', `json_logs/${whole}`)).toEqual([]);

    const deleted = {
      ...{ status: 'success', audioID, filename: null, json_url: null },
      message: 'Received before; its recording has been deleted since (not forwarded)',
    };
    const [result, later, both] = bodies;
    for (const body of [result, later]) expect((await postWebhook(stack, body)).json).toEqual(deleted);
    expect((await postWebhook(stack, both)).json).toMatchObject({
      ...{ audioID: other, audioSource: source.name, filename: null, json_url: null },
      results: [
        { audioID: other, json_url: expect.any(String) },
        { audioID, json_url: null, forward: null },
      ],
    });
    expect(await left()).toEqual([]);
    expect(await readOwn(stack, source, other)).toMatchObject({ state: 'COMPLETED' });

    const again = await submitted(stack, source, audioID, idempotencyKey);
    expect(again).toMatchObject({ id, deliveries: [] });
    documents.close();
  },
);
