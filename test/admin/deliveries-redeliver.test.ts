// POST /v1/admin/deliveries/{id}/redeliver and /redeliver: posted once more, to where results go now, under the same id.
import { expect } from 'vitest';
import { putSource, type TestSource } from '../support/accounts.ts';
import { forwardTest, forwardUrlOf, impatientTest } from '../support/forward-test.ts';
import { callApi, postWebhook } from '../support/gateway-client.ts';
import { stackTest, type TestStack } from '../support/local-stack.ts';
import { awaitingRecording, readOwn, untilOwn } from '../support/recordings.ts';
import { successBody } from '../support/webhook-bodies.ts';

const path = '/v1/admin/deliveries';
const redeliver = (stack: TestStack, id: unknown) => callApi(stack, 'POST', `${path}/${id}/redeliver`);
const redeliverMany = (stack: TestStack, body: unknown) =>
  callApi(stack, 'POST', `${path}/redeliver`, { body });

/** A recording whose result was posted at least once. @returns its audioID and its delivery */
const posted = async (stack: TestStack, source: TestSource) => {
  const audioID = await awaitingRecording(stack, source);
  await postWebhook(stack, successBody(audioID));
  const delivery = (await readOwn(stack, source, audioID))?.deliveries[0];
  return { audioID, id: delivery?.id ?? '', status: delivery?.status };
};

const untilStatus = (stack: TestStack, source: TestSource, audioID: string, status: string) =>
  untilOwn(stack, source, audioID, ({ deliveries }) => deliveries[0]?.status === status);

/** What the receiver got of this delivery. */
const pathsOf = (
  receiver: { deliveries(): readonly { path: string; headers: Record<string, string | undefined> }[] },
  id: string,
) => receiver.deliveries().flatMap((one) => (one.headers['webhook-id'] === id ? [one.path] : []));

forwardTest(
  'a delivered one is posted once more, to the present target, under the id that the receiver knows',
  async ({ stack, source, receiver }) => {
    const { audioID, id, status } = await posted(stack, source);
    expect(status).toBe('delivered');
    await putSource(stack, source.name, { forwardUrl: `${receiver.url}/the-new-one` });
    const answer = await redeliver(stack, id);
    expect(answer.status).toBe(202);
    expect(answer.json).toMatchObject({
      ...{ id, audioID, audioSource: source.name, status: 'pending', attemptCount: 1 },
      ...{ url: `${receiver.url}/the-new-one`, nextAttemptAt: expect.any(String) },
      attempts: [{ statusCode: 200 }],
    });
    await receiver.waitFor(2);
    await untilStatus(stack, source, audioID, 'delivered');
    expect(pathsOf(receiver, id)).toEqual(['/astVlogger/analysis_json.php', '/the-new-one']);
    const { json } = await callApi(stack, 'GET', `${path}/${id}`);
    expect(json).toMatchObject({ status: 'delivered', attemptCount: 2, nextAttemptAt: null });
  },
);

impatientTest('one that was given up has all its attempts again', async ({ stack, source, receiver }) => {
  receiver.plan({ status: 500 });
  const { audioID, id } = await posted(stack, source);
  await untilStatus(stack, source, audioID, 'undelivered');
  expect(receiver.deliveries()).toHaveLength(4);
  receiver.plan({ status: 500, times: 3 });
  expect((await redeliver(stack, id)).status).toBe(202);
  await untilStatus(stack, source, audioID, 'delivered');
  expect(pathsOf(receiver, id)).toHaveLength(8);
  const { json } = await callApi(stack, 'GET', `${path}/${id}`);
  const { attempts } = json as { attempts: { statusCode: number }[] };
  expect(attempts.map(({ statusCode }) => statusCode)).toEqual([...Array(7).fill(500), 200]);
});

forwardTest('while it is being posted it is 409, and posted once', async ({ stack, source, receiver }) => {
  receiver.plan({ delayMs: 2000 });
  const audioID = await awaitingRecording(stack, source);
  const answered = postWebhook(stack, successBody(audioID));
  await receiver.waitFor(1);
  const id = (await readOwn(stack, source, audioID))?.deliveries[0]?.id;
  const { status, json } = await redeliver(stack, id);
  expect([status, json?.error]).toEqual([
    409,
    expect.objectContaining({
      code: 'IDEMPOTENCY_CONFLICT',
      message: expect.stringContaining('is being posted right now'),
    }),
  ]);
  expect((await answered).json).toMatchObject({ forward_status: 200 });
  expect(receiver.deliveries()).toHaveLength(1);
});

forwardTest(
  'for a target that is switched off it is 409 until the source is written, and then posted',
  async ({ stack, source, receiver }) => {
    receiver.plan({ status: 410, times: 1 });
    const { audioID, id, status } = await posted(stack, source);
    expect(status).toBe('undelivered');
    const refused = await redeliver(stack, id);
    expect([refused.status, refused.json?.error]).toEqual([
      409,
      expect.objectContaining({ message: expect.stringContaining('write the source') }),
    ]);
    await putSource(stack, source.name, { forwardUrl: forwardUrlOf(receiver) });
    expect((await redeliver(stack, id)).status).toBe(202);
    await untilStatus(stack, source, audioID, 'delivered');
  },
);

forwardTest('without a target it is 409 that asks for one', async ({ stack, source, receiver }) => {
  const { id } = await posted(stack, source);
  await putSource(stack, source.name);
  const { status, json } = await redeliver(stack, id);
  expect([status, json?.error]).toEqual([
    409,
    expect.objectContaining({ message: expect.stringContaining('no forwardUrl') }),
  ]);
  expect(receiver.deliveries()).toHaveLength(1);
});

forwardTest('of a paused source it waits until that goes on', async ({ stack, source, receiver }) => {
  const { audioID, id } = await posted(stack, source);
  const pauseSource = (paused: boolean) =>
    callApi(stack, 'PATCH', `/v1/admin/sources/${source.name}`, { body: { paused } });
  await pauseSource(true);
  expect((await redeliver(stack, id)).json).toMatchObject({ status: 'pending' });
  await pauseSource(false);
  await untilOwn(stack, source, audioID, ({ deliveries }) => deliveries[0]?.attempts.length === 2, 60_000);
  expect(receiver.deliveries()).toHaveLength(2);
});

stackTest('one that is not there is 404', async ({ stack }) => {
  const { status, json } = await redeliver(stack, 'dlv_none');
  expect([status, json]).toMatchObject([404, { error: { code: 'NOT_FOUND', message: 'No such delivery' } }]);
});

impatientTest(
  'by filter all of a source that were given up are posted once more, and nobody else’s',
  async ({ stack, source, receiver }) => {
    receiver.plan({ status: 410 });
    const ids: string[] = [];
    for (let index = 0; index < 3; index += 1) {
      // Each first one switches the target off; writing the source switches it on for the next.
      await putSource(stack, source.name, { forwardUrl: forwardUrlOf(receiver) });
      const { id, status } = await posted(stack, source);
      expect(status).toBe('undelivered');
      ids.push(id);
    }
    const filter = { status: 'undelivered', audioSource: source.name };
    const off = await redeliverMany(stack, filter);
    expect([off.status, off.json]).toEqual([200, { redelivered: 0, skipped: 3, nextCursor: null }]);
    receiver.plan({});
    await putSource(stack, source.name, { forwardUrl: forwardUrlOf(receiver) });
    const { status, json } = await redeliverMany(stack, filter);
    expect([status, json]).toEqual([200, { redelivered: 3, skipped: 0, nextCursor: null }]);
    await receiver.waitFor(6);
    for (const id of ids) expect(pathsOf(receiver, id)).toHaveLength(2);
    const statusOf = async (id: string) => (await callApi(stack, 'GET', `${path}/${id}`)).json?.status;
    for (const id of ids) await expect.poll(() => statusOf(id), { timeout: 20_000 }).toBe('delivered');
    expect((await redeliverMany(stack, filter)).json).toMatchObject({ redelivered: 0, skipped: 0 });
  },
);

forwardTest('by filter of a time, only those made in it', async ({ stack, source, receiver }) => {
  const first = await posted(stack, source);
  const second = await posted(stack, source);
  const { json } = await callApi(stack, 'GET', `${path}/${second.id}`);
  const at = String(json?.createdAt);
  const filter = { status: 'delivered', audioSource: source.name };
  // The same moment, as somebody east of Greenwich writes it.
  const local = `${new Date(Date.parse(at) + 7 * 3_600_000).toISOString().slice(0, -1)}+07:00`;
  const answer = await redeliverMany(stack, { ...filter, from: local, to: at });
  expect(answer.json).toEqual({ redelivered: 1, skipped: 0, nextCursor: null });
  await receiver.waitFor(3);
  expect([pathsOf(receiver, first.id).length, pathsOf(receiver, second.id).length]).toEqual([1, 2]);
});

stackTest('a filter that is not understood is 400 and names what is wrong', async ({ stack }) => {
  const wrong = [
    [{}, /status/],
    [{ status: 'lost' }, /status/],
    [{ status: 'pending', source: 'x' }, /unknown field source/],
    [{ status: 'pending', from: 'yesterday' }, /from/],
    [{ status: 'delivered', from: '9999-12-31T23:59:59-05:00' }, /from/],
    [
      { status: 'pending', from: '2026-11-21T10:00:00Z', to: '2026-11-21T09:00:00Z' },
      /from must not be after to/,
    ],
    [{ status: 'pending', cursor: 'x' }, /cursor/],
    [{ status: 'pending', audioSource: 'nobody' }, /audioSource/],
  ] as const;
  for (const [body, words] of wrong) {
    const { status, json } = await redeliverMany(stack, body);
    expect([body, status, json?.error]).toEqual([
      body,
      400,
      expect.objectContaining({ message: expect.stringMatching(words) }),
    ]);
  }
});
