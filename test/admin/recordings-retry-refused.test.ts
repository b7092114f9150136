// Who may not have a recording retried, and what the body of a retry may not say.
import { expect } from 'vitest';
import { makeKey } from '../support/accounts.ts';
import { callApi, toAnswer } from '../support/gateway-client.ts';
import { stackTest, type TestStack } from '../support/local-stack.ts';
import { readOwn } from '../support/recordings.ts';
import { goodFields, submitForm } from '../support/submit-door.ts';
import { submitTest } from '../support/submit-test.ts';

const path = (id: string) => `/v1/admin/recordings/${id}/retry`;

const raw = async (stack: TestStack, id: string, body: string | Buffer) => {
  const authorization = `Bearer ${stack.keys.adminKey}`;
  return toAnswer(
    await fetch(`${stack.baseUrl}${path(id)}`, { method: 'POST', headers: { authorization }, body }),
  );
};

stackTest('a recording that does not exist is 404, as is what is no id', async ({ stack }) => {
  for (const id of [`rec_${'a'.repeat(32)}`, 'rec_', 'x', '%00', '..%5c', 'a'.repeat(3000)]) {
    const { status, json } = await callApi(stack, 'POST', path(id));
    expect([id.slice(0, 40), status]).toEqual([id.slice(0, 40), 404]);
    expect(json).toMatchObject({ error: { code: 'NOT_FOUND', message: 'No such recording' } });
  }
});

submitTest(
  "only an admin key retries: the submitter's own is 403, none is 401, and nothing is changed",
  async ({ stack, source, pbx }) => {
    const fields = { ...goodFields(stack, source), voicefileURL: pbx.url('/none.gsm') };
    await submitForm(stack, source, fields);
    const failed = await readOwn(stack, source, fields.audioID);
    const id = String(failed?.id);
    const reader = await makeKey(stack, { audioSource: source.name, scopes: ['read'] });
    for (const key of [source.key, reader.key, 'unknown-key-of-nobody']) {
      const { status, json } = await callApi(stack, 'POST', path(id), { key });
      expect(status).toBe(403);
      expect(json).toMatchObject({ error: { code: 'INVALID_API_KEY' } });
    }
    const keyless = await toAnswer(await fetch(`${stack.baseUrl}${path(id)}`, { method: 'POST' }));
    expect(keyless.status).toBe(401);
    expect(keyless.json).toMatchObject({ error: { code: 'MISSING_API_KEY' } });
    expect(await readOwn(stack, source, fields.audioID)).toEqual(failed);
    expect(pbx.requests).toHaveLength(1);
  },
);

submitTest(
  'a body that says something else than force is 400 and named, and nothing is changed',
  async ({ stack, source, pbx }) => {
    const fields = { ...goodFields(stack, source), voicefileURL: pbx.url('/none.gsm') };
    await submitForm(stack, source, fields);
    const failed = await readOwn(stack, source, fields.audioID);
    const id = String(failed?.id);
    const refusals: readonly (readonly [string | Buffer, string])[] = [
      ['{"force":true,"reason":"x"}', 'unknown field reason'],
      ['{"force":"true"}', 'force'],
      ['{"force":null}', 'force'],
      ['{"force":false,"force":true}', 'force'],
      ['true', ''],
      ['[]', ''],
      ['{', 'not valid JSON'],
      ['force=true', 'not valid JSON'],
      [Buffer.from([0x22, 0xff, 0x22]), ''],
    ];
    for (const [body, named] of refusals) {
      const refused = await raw(stack, id, body);
      expect([String(body), refused.status]).toEqual([String(body), 400]);
      expect(refused.json).toMatchObject({
        error: { code: 'INVALID_PARAMETER', message: expect.stringContaining(named) },
      });
    }
    expect(await readOwn(stack, source, fields.audioID)).toEqual(failed);
  },
);

stackTest('a retry is a POST: other methods are 405 with Allow', async ({ stack }) => {
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
    const { status, headers } = await callApi(stack, method, path('x'));
    expect([method, status, headers.get('allow')]).toEqual([method, 405, 'POST']);
  }
});
