// What the customer's server keeps, shows and answers.
import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../../infra/local/outside/receiver.ts';

let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

function deliver(id: string, jsonUrl = 'http://127.0.0.1:1/x.json', headers: Record<string, string> = {}) {
  return fetch(`${receiver.url}/astVlogger/analysis_json.php`, {
    method: 'POST',
    body: new URLSearchParams({ id, json_url: jsonUrl }),
    headers,
  });
}

test('a delivery is answered as the documents show', async () => {
  const answer = await deliver('4430');
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe('{"status":true,"message":"Successfully updated"}');
});

test('a delivery is kept with path, headers, raw body and decoded fields', async () => {
  await deliver('é 1&2', undefined, { 'webhook-id': 'msg_1', 'webhook-signature': 'v1,abc' });
  expect(receiver.deliveries()).toMatchObject([
    {
      method: 'POST',
      path: '/astVlogger/analysis_json.php',
      rawBody: 'id=%C3%A9+1%262&json_url=http%3A%2F%2F127.0.0.1%3A1%2Fx.json',
      form: { id: 'é 1&2', json_url: 'http://127.0.0.1:1/x.json' },
      headers: { 'webhook-id': 'msg_1', 'webhook-signature': 'v1,abc' },
      answered: 200,
    },
  ]);
});

test('deliveries can be read as JSON, newest first, and of one id', async () => {
  for (const id of ['a', 'b', 'a']) await deliver(id, `http://127.0.0.1:1/${id}.json`);
  const read = async (path: string) => (await fetch(`${receiver.url}${path}`)).json();
  expect(await read('/deliveries')).toMatchObject({ count: 3, items: [{}, { form: { id: 'b' } }, {}] });
  expect(await read('/deliveries?id=b')).toMatchObject({ count: 1, items: [{ form: { id: 'b' } }] });
  const { items } = (await read('/deliveries?id=a')) as { items: { at: string }[] };
  expect(items.map(({ at }) => at)).toEqual(
    items
      .map(({ at }) => at)
      .toSorted()
      .toReversed(),
  );
});

test('the front page tells a newcomer what arrived', async () => {
  await deliver('4430', 'http://127.0.0.1:1/voice.json', { 'webhook-id': 'msg_7' });
  const page = await (await fetch(receiver.url)).text();
  expect(page).toContain('Deliveries received: 1');
  for (const part of ['4430', 'http://127.0.0.1:1/voice.json', 'msg_7', 'answered  200']) {
    expect(page).toContain(part);
  }
});

test('a plan answers any status, body, Retry-After and header, for so many deliveries', async () => {
  receiver.plan({
    status: 429,
    body: 'slow down',
    retryAfterSeconds: 3,
    headers: { 'x-reason': 'test' },
    times: 2,
  });
  const answers = [await deliver('a'), await deliver('a'), await deliver('a')];
  expect(answers.map(({ status }) => status)).toEqual([429, 429, 200]);
  expect(answers[0]?.headers.get('retry-after')).toBe('3');
  expect(answers[0]?.headers.get('x-reason')).toBe('test');
  expect(await answers[0]?.text()).toBe('slow down');
  expect(await answers[2]?.json()).toEqual({ status: true, message: 'Successfully updated' });
});

test('delayMs holds the answer back, while the delivery already counts', async () => {
  receiver.plan({ delayMs: 100 });
  const before = performance.now();
  const answer = deliver('a');
  expect(await receiver.waitFor(1)).toMatchObject([{ answered: undefined }]);
  await answer;
  expect(performance.now() - before).toBeGreaterThanOrEqual(95);
});

test('drop before-answer resets, drop mid-answer breaks the body off', async () => {
  receiver.plan({ drop: 'before-answer' });
  await expect(deliver('a')).rejects.toThrow('fetch failed');
  receiver.plan({ drop: 'mid-answer' });
  const answer = await deliver('b');
  await expect(answer.text()).rejects.toThrow();
  expect(receiver.deliveries().map(({ answered }) => answered)).toEqual(['dropped', 'dropped']);
});

test('a plan can be put over HTTP; a wrong one is refused and changes nothing', async () => {
  const put = (body: string) => fetch(`${receiver.url}/plan`, { method: 'PUT', body });
  expect((await put('{"status":410}')).status).toBe(200);
  expect((await put('{"status":1}')).status).toBe(400);
  expect((await put('{')).status).toBe(400);
  expect((await deliver('a')).status).toBe(410);
});

test('a status of its own is what an unplanned receiver answers, after a reset too', async () => {
  const gone = await startReceiver({ status: 410 });
  const post = () => fetch(gone.url, { method: 'POST', body: 'id=1' });
  expect((await post()).status).toBe(410);
  gone.plan({ status: 200 });
  expect((await post()).status).toBe(200);
  gone.reset();
  expect(gone.deliveries()).toEqual([]);
  expect((await post()).status).toBe(410);
  await gone.close();
});

test('waitFor resolves with the deliveries that fit, whether they come before or after', async () => {
  const fits = receiver.waitFor(({ form }) => form.id === 'b');
  await deliver('a');
  await deliver('b');
  expect((await fits).map(({ form }) => form.id)).toEqual(['b']);
  expect(await receiver.waitFor(2)).toHaveLength(2);
});

test('waitFor in vain says what came', async () => {
  await deliver('a');
  await expect(receiver.waitFor(2, 20)).rejects.toThrow('1 deliveries came: id=a answered=200');
});

test('following json_url keeps the JSON, or why there is none', async () => {
  const pages = await startReceiver();
  pages.plan({ body: { status: true } });
  const follower = await startReceiver({ followJsonUrl: true });
  const post = (jsonUrl: string) =>
    fetch(follower.url, { method: 'POST', body: new URLSearchParams({ id: 'a', json_url: jsonUrl }) });
  await post(`${pages.url}/deliveries`);
  const [found] = await follower.waitFor(({ json }) => json !== undefined);
  expect(found?.json).toEqual({ count: 0, items: [] });
  await post(`${pages.url}/nowhere`);
  const [missed] = await follower.waitFor(({ jsonError }) => jsonError !== undefined);
  expect(missed?.jsonError).toBe('json_url answered 404');
  await follower.close();
  await pages.close();
});

test('closing breaks off an answer that is held back, within a second', async () => {
  receiver.plan({ delayMs: 600_000 });
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  httpRequest(receiver.url, { method: 'POST', agent: false })
    .on('error', (error: NodeJS.ErrnoException) => resolve(error.code))
    .end('id=1');
  await receiver.waitFor(1);
  const before = performance.now();
  await receiver.close();
  expect(performance.now() - before).toBeLessThan(1000);
  expect(await promise).toBe('ECONNRESET');
});
