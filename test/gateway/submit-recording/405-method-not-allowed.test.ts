// 405: only POST submits; OPTIONS is for browsers.
import { expect } from 'vitest';
import { submitUrl } from '../../support/gateway-client.ts';
import { expectRefusal, goodFields, postRaw } from '../../support/submit-door.ts';
import { submitTest } from '../../support/submit-test.ts';

submitTest.for(['GET', 'PUT', 'PATCH', 'DELETE'])(
  '%s is refused and told what to use',
  async (method, { stack, source }) => {
    const body = method === 'GET' ? null : new URLSearchParams(goodFields(stack, source));
    const answer = await postRaw(stack, body, { 'x-api-key': source.key }, { method });
    expectRefusal(answer, { status: 405, code: 'METHOD_NOT_ALLOWED', message: /must use POST/ });
    expect(answer.headers.get('allow')).toBe('POST');
  },
);

submitTest('HEAD is refused without a body', async ({ stack }) => {
  const answer = await postRaw(stack, null, {}, { method: 'HEAD' });
  expect(answer.status).toBe(405);
  expect(answer.headers.get('allow')).toBe('POST');
  expect(answer.text).toBe('');
});

submitTest('OPTIONS lets the browser sample through from any origin', async ({ stack }) => {
  const preflight = await fetch(submitUrl(stack), {
    method: 'OPTIONS',
    headers: {
      origin: 'https://crm.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-api-key,content-type,idempotency-key,prefer',
    },
  });
  expect([200, 204]).toContain(preflight.status);
  expect(await preflight.text()).toBe('');
  const { headers } = preflight;
  expect(headers.get('access-control-allow-origin')).toBe('*');
  expect(headers.get('access-control-allow-credentials')).toBeNull();
  expect(headers.get('access-control-allow-methods')).toMatch(/\bPOST\b/);
  const allowed = headers.get('access-control-allow-headers')?.toLowerCase().split(/,\s*/);
  expect(allowed).toEqual(expect.arrayContaining(['x-api-key', 'content-type', 'idempotency-key', 'prefer']));
});
