// GET /v1/admin/recordings: recordings of any source, by time, source, status or audioID.
import { expect } from 'vitest';
import { recordingsPage } from '../../functions/admin/manage-recordings/contract.ts';
import { errorBodySchema } from '../../functions/native/error-body.ts';
import { freshSource } from '../support/accounts.ts';
import { walkList } from '../support/admin-lists.ts';
import { callApi, freshAudioId, postWebhook, submit } from '../support/gateway-client.ts';
import { stackTest, type TestStack } from '../support/local-stack.ts';
import { answeredRecording, awaitingRecording, readOwn } from '../support/recordings.ts';
import { successBody } from '../support/webhook-bodies.ts';

interface Line {
  readonly audioID: string;
  readonly audioSource: string;
  readonly status: string;
  readonly createdAt: string;
}

const path = '/v1/admin/recordings';
const idsOf = (lines: readonly Line[]) => lines.map(({ audioID }) => audioID);

stackTest(
  'by source: its recordings alone, newest first, as their submitter sees them',
  async ({ stack }) => {
    const source = await freshSource(stack);
    const other = await freshSource(stack);
    const made = [await answeredRecording(stack, source), await answeredRecording(stack, source)];
    await answeredRecording(stack, other);
    const query = { audioSource: source.name, limit: '1' };
    const lines = await walkList<Line>(stack, path, query);
    expect(idsOf(lines)).toEqual(made.toReversed());
    const { json } = await callApi(stack, 'GET', `${path}?audioSource=${source.name}`);
    const [newest] = recordingsPage.parse(json).items;
    const own = await readOwn(stack, source, made[1] ?? '');
    const audio = { ...(own?.audio as object), peaks: null };
    expect({ ...newest, response: own?.response }).toEqual({ ...own, audio });
  },
);

stackTest(
  'by status: one that is under way is listed as processing until it has ended',
  async ({ stack }) => {
    const source = await freshSource(stack);
    const audioID = await awaitingRecording(stack, source);
    const has = async (status: string) =>
      idsOf(await walkList<Line>(stack, path, { status, limit: '100' })).includes(audioID);
    expect([await has('processing'), await has('completed')]).toEqual([true, false]);
    await postWebhook(stack, successBody(audioID));
    expect([await has('processing'), await has('completed')]).toEqual([false, true]);
  },
);

stackTest('by the beginning of an audioID, over all sources', async ({ stack }) => {
  const [one, two] = [await freshSource(stack), await freshSource(stack)];
  const tag = freshAudioId();
  await answeredRecording(stack, one, `${tag}-a`);
  await answeredRecording(stack, two, `${tag}-b`);
  expect(idsOf(await walkList<Line>(stack, path, { audioID: tag }))).toEqual([`${tag}-a`, `${tag}-b`]);
  expect(idsOf(await walkList<Line>(stack, path, { audioID: `${tag}-a` }))).toEqual([`${tag}-a`]);
});

stackTest('within a time: both of its ends count, a day means all of it', async ({ stack }) => {
  const source = await freshSource(stack);
  const audioID = await answeredRecording(stack, source);
  const createdAt = String((await readOwn(stack, source, audioID))?.createdAt);
  const listed = async (span: Record<string, string>) =>
    idsOf(await walkList<Line>(stack, path, { audioSource: source.name, ...span }));
  const day = createdAt.slice(0, 10);
  expect(await listed({ from: createdAt, to: createdAt })).toEqual([audioID]);
  expect(await listed({ from: day, to: day })).toEqual([audioID]);
  expect(await listed({ to: '2020-01-01' })).toEqual([]);
  expect(await listed({ from: new Date(Date.parse(createdAt) + 1).toISOString() })).toEqual([]);
});

const refused = async (stack: TestStack, query: string): Promise<string> => {
  const { status, json } = await callApi(stack, 'GET', `${path}?${query}`);
  expect([status, query]).toEqual([400, query]);
  return errorBodySchema.parse(json).error.message;
};

stackTest('what no index answers is 400 and says what can be asked', async ({ stack }) => {
  for (const query of ['audioSource=a&status=failed', 'status=failed&audioID=4', 'audioID=4&audioSource=a']) {
    expect(await refused(stack, query)).toMatch(/one of audioSource, status and audioID/);
  }
  expect(await refused(stack, 'audioID=4&from=2026-01-01')).toMatch(/cannot be combined/);
  expect(await refused(stack, 'status=broken')).toMatch(/processing, completed, failed/);
  const others = [
    'from=yesterday',
    'from=9999-12-31T23:59:59-05:00',
    'to=2026-13-01',
    'from=2026-02-02&to=2026-02-01',
    'limit=0',
    'limit=101',
    'audioID=',
    'audioSource=',
    'cursor=%00',
    'state=FAILED',
    'status=failed&status=failed',
  ];
  for (const query of others) await refused(stack, query);
});

stackTest(
  'a cursor that was made up shows what is listed there, of this account, and breaks nothing',
  async ({ stack }) => {
    const cursor = Buffer.from('2999-01-01#rec_x').toString('base64url');
    expect((await callApi(stack, 'GET', `${path}?cursor=${cursor}`)).status).toBe(200);
    expect((await submit(stack)).status).toBe(200);
  },
);
