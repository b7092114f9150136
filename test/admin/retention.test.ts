// Retention on the deployed wiring: when it ends, tables and buckets know nothing of the recording any more.
import { expect } from 'vitest';
import { freshSource } from '../support/accounts.ts';
import { callApi, freshAudioId, submit } from '../support/gateway-client.ts';
import { stackTest, type TestStack } from '../support/local-stack.ts';
import { untilOwn } from '../support/recordings.ts';
import { documentsOf } from '../support/stored-items.ts';
import { listObjects } from '../support/stored-objects.ts';

const dayMs = 86_400_000;

const recordingsTable = (stack: TestStack): string => {
  const found = [...stack.engine.resources].find(
    ([id, { type }]) => id.startsWith('Recordings') && type.startsWith('AWS::DynamoDB'),
  );
  if (!found) throw new Error('no recordings table');
  return found[1].name;
};

stackTest('a recording whose retention has ended is gone, with audio, log and ledger', async ({ stack }) => {
  const forwardUrl = `${stack.receiver.url}/retention`;
  const source = await freshSource(stack, { retentionDays: 2, forwardUrl });
  const audioID = freshAudioId();
  await submit(stack, { audioID, audioSource: source.name, key: source.key });
  const { id } = await untilOwn(stack, source, audioID, ({ deliveries }) =>
    deliveries.some(({ status }) => status === 'delivered'),
  );
  const documents = documentsOf(stack.engine.endpoints.dynamodb);
  const table = recordingsTable(stack);
  const owned = async () => {
    const rows = await documents.scan(table);
    const items = rows.filter((row) => row.id === id || row.recordingId === id);
    return items.filter(({ sk }) => sk !== '~LOCK');
  };
  const [row, ...others] = (await owned()).sort((one) => (one.id === id ? -1 : 1));
  expect([row?.id, others.length]).toEqual([id, 1]);
  if (!row) throw new Error('the recording is not in its table');
  const { jsonLogName: logName } = row.outcome as { readonly jsonLogName: string };
  const objects = async () => [
    ...(await listObjects(stack, 'Audio', 'WAV/')).filter((key) => key.includes(id)),
    ...(await listObjects(stack, 'Results', `json_logs/${logName}`)),
  ];
  expect(await objects()).toHaveLength(2);
  expect(row.dueAt).toBe(Number(row.endedAt) + 2 * dayMs);

  // Two days are let pass by having it end two days ago.
  const endedAt = Number(row.endedAt) - 2 * dayMs;
  await documents.put(table, { ...row, endedAt, dueAt: endedAt + 2 * dayMs });
  await expect.poll(owned, { timeout: 30_000, interval: 200 }).toEqual([]);
  expect(await objects()).toEqual([]);
  expect((await callApi(stack, 'GET', `/v1/recordings/${id}`, { key: source.key })).status).toBe(404);
  documents.close();
});
