// /v1/admin/sources: what a calling system is called, and where its results go; its secrets go in and never come out.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { freshSource, freshSourceName, putSource } from '../support/accounts.ts';
import { callApi, freshAudioId, submit } from '../support/gateway-client.ts';
import { stackTest, type TestStack } from '../support/local-stack.ts';
import { documentsOf } from '../support/stored-items.ts';

const signingSecret = `whsec_${Buffer.from('a signing secret of 32 bytes!!!!').toString('base64')}`;

const fields = [
  ...[
    'name',
    'vendorSource',
    'forwardUrl',
    'forwardHeaders',
    'forward',
    'isSigned',
    'language',
    'retentionDays',
  ],
  ...['active', 'paused', 'pausedAt', 'forwardDisabledAt', 'forwardDisabledReason', 'createdAt', 'updatedAt'],
];

async function* filesBelow(directory: string): AsyncGenerator<string> {
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) yield join(entry.parentPath, entry.name);
  }
}

const filesThatHold = async (stack: TestStack, needle: string): Promise<string[]> => {
  const found: string[] = [];
  for await (const file of filesBelow(stack.dataDirectory)) {
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    if (bytes.includes(needle)) found.push(file.slice(stack.dataDirectory.length + 1));
  }
  return found;
};

stackTest(
  'PUT makes a source with 201 and replaces it with 200, and says what it is now',
  async ({ stack }) => {
    const name = freshSourceName();
    const made = await putSource(stack, name, {
      name,
      forwardUrl: 'http://10.0.10.162/astVlogger/analysis_json.php',
      forward: 'always',
      language: 'pt-BR',
      retentionDays: 90,
    });
    expect(made.status).toBe(201);
    expect(Object.keys(made.json ?? {})).toEqual(fields);
    expect(made.json).toEqual({
      name,
      vendorSource: 'pbx',
      forwardUrl: 'http://10.0.10.162/astVlogger/analysis_json.php',
      forwardHeaders: {},
      forward: 'always',
      isSigned: false,
      language: 'pt-BR',
      retentionDays: 90,
      active: true,
      paused: false,
      pausedAt: null,
      forwardDisabledAt: null,
      forwardDisabledReason: null,
      createdAt: expect.any(String),
      updatedAt: made.json?.createdAt,
    });
    const replaced = await putSource(stack, name, { vendorSource: 'ccd' });
    expect(replaced.status).toBe(200);
    expect(replaced.json).toMatchObject({
      vendorSource: 'ccd',
      forwardUrl: null,
      forward: 'webhook',
      language: null,
      retentionDays: null,
      createdAt: made.json?.createdAt,
    });
    expect((await callApi(stack, 'GET', `/v1/admin/sources/${name}`)).json).toEqual(replaced.json);
  },
);

stackTest("the first three sources are the product's own", async ({ stack }) => {
  for (const [name, vendorSource] of [
    ['PBXdemo', 'pbx'],
    ['CCDdemo', 'ccd'],
    ['OmniCoredemo', 'omnichannel'],
  ]) {
    const { status, json } = await callApi(stack, 'GET', `/v1/admin/sources/${name}`);
    expect(status).toBe(200);
    expect(json).toMatchObject({ name, vendorSource, active: true, forward: 'webhook' });
  }
});

stackTest('a source that does not exist is 404, whatever its name looks like', async ({ stack }) => {
  for (const name of [freshSourceName(), 'pbxdemo', '%20', '..%20', 'a'.repeat(3000), '%F0%9F%98%80']) {
    const { status, json } = await callApi(stack, 'GET', `/v1/admin/sources/${name}`);
    expect([name.slice(0, 40), status]).toEqual([name.slice(0, 40), 404]);
    expect(json).toMatchObject({ error: { code: 'NOT_FOUND' } });
  }
});

stackTest(
  'a disabled source is refused like one that does not exist, until it is active again',
  async ({ stack }) => {
    const source = await freshSource(stack);
    const status = async () => {
      const answer = await submit(stack, {
        ...{ audioSource: source.name, key: source.key, audioID: freshAudioId() },
        headers: { prefer: 'respond-async' },
      });
      return [answer.status, answer.json?.error_code];
    };
    await putSource(stack, source.name, { active: false });
    expect(await status()).toEqual([400, 'INVALID_AUDIO_SOURCE']);
    await putSource(stack, source.name, { active: true });
    expect(await status()).toEqual([202, undefined]);
  },
);

stackTest('the vendor is told the name that the source has there, and its language', async ({ stack }) => {
  const source = await freshSource(stack, { vendorSource: 'my-vendor-name', language: 'de' });
  const audioID = freshAudioId();
  await submit(stack, { audioID, audioSource: source.name, key: source.key });
  expect(stack.vendor.requests(audioID)[0]?.fields).toMatchObject({
    audioID,
    audioSource: 'my-vendor-name',
    language: 'de',
  });
});

stackTest('a signing secret is never read back, and lies nowhere in clear', async ({ stack }) => {
  const name = freshSourceName();
  const answers = [
    await putSource(stack, name, { signingSecret }),
    await putSource(stack, name, { active: true }),
    await callApi(stack, 'GET', `/v1/admin/sources/${name}`),
    await callApi(stack, 'GET', '/v1/admin/sources?limit=100'),
  ];
  for (const { text } of answers) expect(text).not.toContain(signingSecret.slice(6));
  // Left out, it stays as it is.
  expect(answers.slice(0, 3).map(({ json }) => json?.isSigned)).toEqual([true, true, true]);

  const documents = documentsOf(stack.engine.endpoints.dynamodb);
  const row = await documents.get(stack.accountsTable, { pk: `SOURCE#default#${name}` });
  documents.close();
  expect(row?.signingSecrets).toEqual([{ sealed: expect.stringMatching(/^v1\./) }]);
  expect(JSON.stringify(row)).not.toContain(signingSecret.slice(6));
  expect(await filesThatHold(stack, signingSecret)).toEqual([]);
  expect(JSON.stringify(stack.logLines)).not.toContain(signingSecret.slice(6));

  expect((await putSource(stack, name, { signingSecret: null })).json).toMatchObject({ isSigned: false });
});

stackTest(
  "forward headers show their names; their values are for the customer's server alone",
  async ({ stack }) => {
    const name = freshSourceName();
    const forwardHeaders = { Authorization: 'Basic c2VjcmV0OnBhc3N3b3Jk', 'X-Tenant': 'tenant-seven' };
    const answers = [
      await putSource(stack, name, { forwardHeaders }),
      await callApi(stack, 'GET', `/v1/admin/sources/${name}`),
    ];
    for (const { text, json } of answers) {
      expect(json?.forwardHeaders).toEqual({ Authorization: '…', 'X-Tenant': '…' });
      expect(text).not.toMatch(/c2VjcmV0|tenant-seven/);
    }
    expect(JSON.stringify(stack.logLines)).not.toContain('c2VjcmV0');
  },
);

stackTest('what a source may not be is 400, and nothing is written', async ({ stack }) => {
  const refusals: readonly Readonly<Record<string, unknown>>[] = [
    { forwardUrl: 'ftp://10.0.0.1/x' },
    { forwardUrl: '/relative' },
    { forwardUrl: 'not a url' },
    { forwardUrl: 'javascript:alert(1)' },
    { forwardUrl: 'http://user:password@10.0.0.1/' },
    { forwardUrl: `http://10.0.0.1/${'x'.repeat(2000)}` },
    { forwardUrl: 7 },
    { forwardHeaders: { Host: 'elsewhere' } },
    { forwardHeaders: { 'Content-Length': '0' } },
    { forwardHeaders: { 'X-A': 'a\r\nX-B: b' } },
    { forwardHeaders: { 'X A': 'a' } },
    { forwardHeaders: { 'X-A': 7 } },
    { forwardHeaders: { 'Webhook-Id': 'mine' } },
    { forwardHeaders: { 'webhook-signature': 'v1,x' } },
    { forward: 'sometimes' },
    { signingSecret: 'secret' },
    { signingSecret: '' },
    { forwardHeaders: { constructor: 'x' } },
    { forwardHeaders: { 'X-Dup': 'a', 'x-dup': 'b' } },
    { forwardHeaders: { ['X'.repeat(20_000)]: 'a' } },
    { forwardUrl: 'http://10.0.0.1/a\u202eb' },
    { forwardUrl: 'http://10.0.0.1/a\r\nb' },
    { forwardUrl: ' http://10.0.0.1/' },
    { forwardHeaders: Object.fromEntries(Array.from({ length: 31 }, (_, n) => [`X-${n}`, 'a'])) },
    { signingSecret: 'whsec_c2hvcnQ=' },
    { signingSecret: `${signingSecret}*` },
    { vendorSource: '' },
    { vendorSource: 'with a space' },
    { language: 'english' },
    { retentionDays: 0 },
    { retentionDays: 1.5 },
    { retentionDays: '30' },
    { active: 'yes' },
    { paused: 'yes' },
    { name: 'another-name' },
    { colour: 'red' },
  ];
  const name = freshSourceName();
  for (const settings of refusals) {
    const answer = await putSource(stack, name, settings);
    expect([settings, answer.status]).toEqual([settings, 400]);
    expect(answer.json).toMatchObject({ error: { code: 'INVALID_PARAMETER' } });
  }
  expect((await callApi(stack, 'GET', `/v1/admin/sources/${name}`)).status).toBe(404);
  for (const bad of ['-x', '.x', 'a b', 'a%23b', 'x'.repeat(65), 'ü', 'a%0Ab']) {
    expect([bad, (await putSource(stack, bad)).status]).toEqual([bad, 400]);
  }
  const missing = await callApi(stack, 'PUT', `/v1/admin/sources/${name}`, { body: {} });
  expect(missing.status).toBe(400);
});

stackTest(
  'no key that works lies anywhere on disk but in the one file that holds them',
  async ({ stack }) => {
    const keys = [stack.keys.adminKey, ...Object.values(stack.keys.demoKeys)];
    const { key } = await freshSource(stack);
    for (const one of keys) expect(await filesThatHold(stack, one)).toEqual(['keys.json']);
    expect(await filesThatHold(stack, key)).toEqual([]);
  },
);

stackTest('headers that are left out stay, but go to no other server by the way', async ({ stack }) => {
  const name = freshSourceName();
  const forwardUrl = 'http://10.0.0.1/results';
  await putSource(stack, name, { forwardUrl, forwardHeaders: { Authorization: 'Basic c2VjcmV0' } });
  const kept = await putSource(stack, name, { forwardUrl: 'http://10.0.0.1/other', retentionDays: 30 });
  expect(kept.json).toMatchObject({ forwardHeaders: { Authorization: '…' }, retentionDays: 30 });
  const elsewhere = await putSource(stack, name, { forwardUrl: 'http://10.0.0.2/results' });
  expect(elsewhere.status).toBe(400);
  expect(elsewhere.text).toContain('forwardHeaders');
  const without = await putSource(stack, name, { forwardUrl: 'http://10.0.0.2/results', forwardHeaders: {} });
  expect(without.json).toMatchObject({ forwardHeaders: {} });
});
