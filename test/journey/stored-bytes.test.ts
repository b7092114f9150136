// What lies on the disk of a stack: no key that could be used, no signing secret, no session; and no transcript in a log.
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { freshSource, makeKey, putSource } from '../support/accounts.ts';
import { callApi, postWebhook } from '../support/gateway-client.ts';
import { stackTest, type TestStack } from '../support/local-stack.ts';
import { awaitingRecording, untilOwn } from '../support/recordings.ts';
import { openSession } from '../support/session.ts';
import { documentsOf } from '../support/stored-items.ts';
import { successBody } from '../support/webhook-bodies.ts';

/** Every file below the data directory but the one that may hold keys, as text of its bytes. */
const filesOf = async ({ dataDirectory }: TestStack): Promise<ReadonlyMap<string, string>> => {
  const entries = await readdir(dataDirectory, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const wanted = names.filter((name) => name !== join(dataDirectory, 'keys.json'));
  const read = async (name: string) => [name, (await readFile(name)).toString('latin1')] as const;
  return new Map(await Promise.all(wanted.map(read)));
};

/** The tables' own files are compressed: their items are read as well. */
const itemsOf = async (stack: TestStack): Promise<string> => {
  const documents = documentsOf(stack.engine.endpoints.dynamodb);
  const tables = [...stack.engine.resources.values()].filter(({ type }) => /^AWS::DynamoDB::/.test(type));
  const rows = await Promise.all(tables.map(({ name }) => documents.scan(name)));
  documents.close();
  return JSON.stringify(rows);
};

stackTest('no usable key, no signing secret and no session lies there in clear', async ({ stack }) => {
  const source = await freshSource(stack);
  const imported = `imported-${randomUUID()}`;
  const made = await makeKey(stack, { audioSource: source.name });
  await makeKey(stack, { audioSource: source.name, key: imported });
  const rotated = await callApi(stack, 'POST', `/v1/admin/keys/${made.id}/rotate`);
  const signingSecret = `whsec_${Buffer.from(randomUUID()).toString('base64')}`;
  await putSource(stack, source.name, { signingSecret });
  const { cookie, csrfToken } = await openSession(stack);
  const secrets = [
    ...[stack.keys.adminKey, ...Object.values(stack.keys.demoKeys), source.key, made.key, imported],
    ...[String(rotated.json?.key), signingSecret, signingSecret.slice('whsec_'.length)],
    ...[cookie.slice('voxgate='.length), csrfToken],
  ];
  const items = await itemsOf(stack);
  const files = await filesOf(stack);
  expect(items).toContain(source.name);
  expect(files.size).toBeGreaterThan(10);
  for (const secret of secrets) {
    expect(items).not.toContain(secret);
    expect([...files].filter(([, text]) => text.includes(secret)).map(([name]) => name)).toEqual([]);
  }
});

stackTest('a transcript lies in its JSON log and in no log of a function', async ({ stack }) => {
  const source = await freshSource(stack);
  const audioID = await awaitingRecording(stack, source);
  const words = `spoken in confidence ${randomUUID()}`;
  await postWebhook(stack, successBody(audioID, { transcription: words }));
  const { id } = await untilOwn(stack, source, audioID, ({ status }) => status === 'completed');
  await callApi(stack, 'GET', `/v1/admin/recordings/${id}`);
  const holders = [...(await filesOf(stack))]
    .filter(([, text]) => text.includes(words))
    .map(([name]) => name);
  expect(holders.some((name) => name.includes('json_logs'))).toBe(true);
  expect(holders.filter((name) => name.includes('/logs/'))).toEqual([]);
  expect(JSON.stringify(stack.logLines)).not.toContain(words);
});
