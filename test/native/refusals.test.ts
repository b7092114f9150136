// Who may not read a recording: no key, a wrong key, and everybody whose recording it is not.
import { expect } from 'vitest';
import { freshSource, makeKey } from '../support/accounts.ts';
import { forwardTest } from '../support/forward-test.ts';
import { callApi, freshAudioId, toAnswer } from '../support/gateway-client.ts';
import { stackTest } from '../support/local-stack.ts';
import { answeredRecording, readOwn } from '../support/recordings.ts';

/** Well formed, and of nobody. */
const unknownId = 'rec_abcdefghijklmnopqrst234567abcdef';

forwardTest(
  "another source's recording is 404, byte for byte as if it did not exist",
  async ({ stack, source }) => {
    const audioID = await answeredRecording(stack, source);
    const id = (await readOwn(stack, source, audioID))?.id;
    const stranger = await freshSource(stack);
    const read = (one: string) => callApi(stack, 'GET', `/v1/recordings/${one}`, { key: stranger.key });
    const [foreign, missing] = [await read(String(id)), await read(unknownId)];
    expect(foreign.status).toBe(404);
    expect(missing.status).toBe(404);
    const bare = ({ text, headers }: typeof foreign) => {
      const requestId = headers.get('x-request-id') ?? '';
      expect(requestId).not.toBe('');
      const kept = [...headers].filter(
        ([name]) => !['date', 'x-request-id', 'apigw-requestid'].includes(name),
      );
      return { body: text.replace(requestId, ''), headers: kept };
    };
    expect(bare(foreign)).toEqual(bare(missing));
    expect(foreign.json).toEqual({
      error: {
        code: 'NOT_FOUND',
        message: 'No such recording',
        requestId: foreign.headers.get('x-request-id'),
      },
    });
    expect(await readOwn(stack, stranger, audioID)).toBeUndefined();
  },
);

stackTest('ids that are none are 404 and never an error of ours', async ({ stack }) => {
  const key = stack.keys.demoKeys.PBXdemo ?? '';
  for (const id of [
    'x',
    'rec_',
    unknownId.toUpperCase(),
    `${unknownId}a`,
    '%F0%9F%98%80',
    'a'.repeat(3000),
    '%00',
  ]) {
    const { status, json } = await callApi(stack, 'GET', `/v1/recordings/${id}`, { key });
    expect([id, status]).toEqual([id, 404]);
    expect(json).toMatchObject({ error: { code: 'NOT_FOUND' } });
  }
});

stackTest('no key is 401, on both routes', async ({ stack }) => {
  for (const path of [`/v1/recordings/${unknownId}`, '/v1/recordings?audioID=x']) {
    for (const authorization of [undefined, 'Bearer ', 'Basic eDp5', '']) {
      const headers = authorization === undefined ? {} : { authorization };
      const answer = await toAnswer(await fetch(`${stack.baseUrl}${path}`, { headers }));
      expect([path, authorization, answer.status]).toEqual([path, authorization, 401]);
      expect(answer.json).toMatchObject({ error: { code: 'MISSING_API_KEY' } });
    }
  }
});

stackTest('a wrong key is 403, an inactive one too', async ({ stack }) => {
  const source = await freshSource(stack);
  const { id, key } = await makeKey(stack, { audioSource: source.name });
  await callApi(stack, 'PATCH', `/v1/admin/keys/${id}`, { body: { active: false } });
  for (const wrong of ['wrong-key-of-nobody', 'vxg_mistyped', key]) {
    for (const path of [`/v1/recordings/${unknownId}`, '/v1/recordings?audioID=x']) {
      const { status, json } = await callApi(stack, 'GET', path, { key: wrong });
      expect(status).toBe(403);
      expect(json).toMatchObject({ error: { code: 'INVALID_API_KEY' } });
    }
  }
});

stackTest('a list without an audioID is 400 and names what is missing', async ({ stack }) => {
  const key = stack.keys.demoKeys.PBXdemo ?? '';
  for (const query of ['', '?audioID=']) {
    const { status, json } = await callApi(stack, 'GET', `/v1/recordings${query}`, { key });
    expect(status).toBe(400);
    expect(json).toMatchObject({
      error: { code: 'MISSING_PARAMETER', message: expect.stringContaining('audioID') },
    });
  }
});

stackTest('an audioID given twice, or a parameter that is unknown, is 400', async ({ stack }) => {
  const key = stack.keys.demoKeys.PBXdemo ?? '';
  for (const query of ['audioID=a&audioID=b', 'audioID=a&state=FAILED']) {
    const { status, json } = await callApi(stack, 'GET', `/v1/recordings?${query}`, { key });
    expect([query, status]).toEqual([query, 400]);
    expect(json).toMatchObject({ error: { code: 'INVALID_PARAMETER' } });
  }
});

stackTest('reading is all there is: other methods are 405 with Allow', async ({ stack }) => {
  const key = stack.keys.demoKeys.PBXdemo ?? '';
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    for (const path of [`/v1/recordings/${unknownId}`, '/v1/recordings?audioID=a']) {
      const { status, headers, json } = await callApi(stack, method, path, { key });
      expect(status).toBe(405);
      expect(headers.get('allow')).toBe('GET');
      expect(json).toMatchObject({ error: { code: 'METHOD_NOT_ALLOWED' } });
    }
  }
});

forwardTest('a key with the read scope alone reads and cannot submit', async ({ stack, source }) => {
  const audioID = await answeredRecording(stack, source);
  const { key } = await makeKey(stack, { audioSource: source.name, scopes: ['read'] });
  expect(await readOwn(stack, { name: source.name, key }, audioID)).toMatchObject({ audioID });
  const form = new URLSearchParams({
    audioID: freshAudioId(),
    voicefileURL: stack.recordings.urlOf('call-4430.gsm'),
    audioSource: source.name,
    api_key: key,
  });
  const refused = await fetch(`${stack.baseUrl}/voiceTranscription/api.php`, { method: 'POST', body: form });
  expect(refused.status).toBe(403);
});
