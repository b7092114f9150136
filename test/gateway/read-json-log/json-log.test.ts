// GET json_logs/{file}: the JSON for who knows its name; for everybody else there is nothing.
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { expect } from 'vitest';
import { postWebhook, toAnswer } from '../../support/gateway-client.ts';
import { stackTest, type TestStack } from '../../support/local-stack.ts';

const logUrl = (stack: TestStack, name: string): string =>
  `${stack.baseUrl}/voiceTranscription/json_logs/${name}`;

const savedLog = async (stack: TestStack) => {
  const body = { success: true, results: [], nonce: randomUUID() };
  const { json } = await postWebhook(stack, body);
  return { body, url: String(json?.json_url), name: String(json?.filename) };
};

/** Unlike fetch, leaves dots and escapes in the path as they are. */
const getRaw = (stack: TestStack, path: string): Promise<{ status: number; text: string }> => {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const { hostname, port } = new URL(stack.baseUrl);
  const call = request({ hostname, port, path }, async (response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
  });
  call.on('error', reject);
  call.end();
  return promise;
};

stackTest(
  'a saved log is read by its name alone, as JSON, and no shared cache may keep it',
  async ({ stack }) => {
    const { body, url } = await savedLog(stack);
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(response.headers.get('cache-control')).toMatch(/\bprivate\b/);
    expect(response.headers.get('cache-control')).not.toMatch(/\bpublic\b|s-maxage/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.json()).toEqual(body);
  },
);

stackTest('HEAD tells of a log without its body', async ({ stack }) => {
  const { url, name } = await savedLog(stack);
  const there = await fetch(url, { method: 'HEAD' });
  expect(there.status).toBe(200);
  expect(await there.text()).toBe('');
  const gone = await fetch(url.replace(name, name.replace(/.{6}\.json$/, 'zzzzzz.json')), { method: 'HEAD' });
  expect(gone.status).toBe(404);
});

stackTest(
  "an unknown or malformed name is 404 in the gateway's error shape, and all read alike",
  async ({ stack }) => {
    const { name } = await savedLog(stack);
    const names = [
      name.replace(/.{6}\.json$/, 'zzzzzz.json'),
      name.replace('.json', ''),
      name.replace('.json', '.json.bak'),
      `${name}%00`,
      `${name}%0a`,
      name.toUpperCase(),
      `x${name}`,
      'index.html',
      '*',
      '%20',
      'voice_20260101_000000_.json',
      `${'a'.repeat(3000)}.json`,
    ];
    const answers = await Promise.all(names.map(async (one) => toAnswer(await fetch(logUrl(stack, one)))));
    for (const answer of answers) {
      expect(answer.status).toBe(404);
      expect(answer.json).toEqual({
        success: false,
        message: 'No such JSON log',
        error_code: 'NOT_FOUND',
        request_id: answer.headers.get('x-request-id'),
      });
    }
  },
);

stackTest('no name climbs out of the folder', async ({ stack }) => {
  const { name } = await savedLog(stack);
  const hostile = [
    `../json_logs/${name}`,
    `..%2fjson_logs%2f${name}`,
    '..%2f..%2fWAV%2f',
    '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '..%5c..%5cetc%5cpasswd',
    '../../../etc/passwd',
    '..',
    '.',
    '%2e%2e',
    '//etc/passwd',
    '',
  ];
  for (const one of hostile) {
    const { status, text } = await getRaw(stack, `/voiceTranscription/json_logs/${one}`);
    expect([one, status]).toEqual([one, 404]);
    expect(text).not.toMatch(/root:|nonce/);
  }
});

stackTest('there is no listing, no writing and no deleting', async ({ stack }) => {
  const { url } = await savedLog(stack);
  expect((await fetch(logUrl(stack, ''))).status).toBe(404);
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    const answer = await toAnswer(await fetch(url, { method }));
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET');
    expect(answer.json).toMatchObject({ success: false, error_code: 'METHOD_NOT_ALLOWED' });
  }
  expect((await fetch(url)).status).toBe(200);
});

stackTest('any page may read a log whose name it knows, and its errors too', async ({ stack }) => {
  const { url } = await savedLog(stack);
  for (const target of [url, logUrl(stack, 'none')]) {
    const { headers } = await fetch(target, { headers: { origin: 'https://customer.example' } });
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  }
});
