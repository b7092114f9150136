// What calls itself a webhook and is none: refused, and what arrived is kept for forensics.
import { createHash, randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { postWebhook, toAnswer, webhookUrl } from '../../support/gateway-client.ts';
import { stackTest } from '../../support/local-stack.ts';
import { listObjects, readObject } from '../../support/stored-objects.ts';

const rejectedKey = (body: Uint8Array | string): string =>
  `rejected_webhooks/${createHash('sha256').update(body).digest('hex')}`;

stackTest("an empty body is 400 in the gateway's error shape", async ({ stack }) => {
  const answer = await postWebhook(stack, '');
  expect(answer.status).toBe(400);
  expect(answer.json).toEqual({
    success: false,
    message: 'Empty request body',
    error_code: 'INVALID_PARAMETER',
    request_id: answer.headers.get('x-request-id'),
  });
});

stackTest('a body that is no JSON is 400, and kept as it came', async ({ stack }) => {
  for (const body of [`{"results":[{"audioID":"${randomUUID()}"`, `audioID=${randomUUID()}`, '   ']) {
    const answer = await postWebhook(stack, body);
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ success: false, error_code: 'INVALID_PARAMETER' });
    const kept = await readObject(stack, 'Results', rejectedKey(body));
    expect(Buffer.from(kept).toString('utf8')).toBe(body);
  }
});

stackTest('bytes that are no UTF-8 are 400, and kept byte for byte', async ({ stack }) => {
  const body = Buffer.concat([Buffer.from(`{"x":"${randomUUID()}`), Buffer.from([0xc3, 0x28, 0x22, 0x7d])]);
  const response = await fetch(webhookUrl(stack), {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body,
  });
  expect(response.status).toBe(400);
  expect(Buffer.from(await readObject(stack, 'Results', rejectedKey(body)))).toEqual(body);
});

stackTest('a body over 4 MB is 413, names the limit, and leaves nothing behind', async ({ stack }) => {
  const body = JSON.stringify({ success: true, results: [], padding: 'x'.repeat(4 * 1024 * 1024) });
  const answer = await postWebhook(stack, body);
  expect(answer.status).toBe(413);
  expect(answer.json).toMatchObject({ error_code: 'PAYLOAD_TOO_LARGE' });
  expect(answer.json?.message).toContain('4 MB');
  expect(await listObjects(stack, 'Results', rejectedKey(body))).toEqual([]);
});

stackTest('anything but POST is 405 and says so in Allow', async ({ stack }) => {
  for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
    const answer = await toAnswer(await fetch(webhookUrl(stack), { method }));
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST');
    expect(answer.json).toMatchObject({ success: false, error_code: 'METHOD_NOT_ALLOWED' });
  }
});
