// Stopped and started again on the same directory, the stack goes on where it was.
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hashKey, keyId } from '../../shared/domain/api-key.ts';
import { freshSource } from '../support/accounts.ts';
import { callApi, freshAudioId, postWebhook, submit } from '../support/gateway-client.ts';
import { startTestStack } from '../support/local-stack.ts';
import { answeredRecording, awaitingRecording, readOwn, untilOwn } from '../support/recordings.ts';
import { startSlowRecordings } from '../support/slow-recordings.ts';
import { successBody } from '../support/webhook-bodies.ts';

const inDirectory = async (work: (dataDirectory: string) => Promise<void>): Promise<void> => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'voxgate-restart-'));
  try {
    await work(dataDirectory);
  } finally {
    await rm(dataDirectory, { recursive: true, force: true });
  }
};

test('unfinished work is finished, what was finished is still there, and keys stay what they were', async () =>
  inDirectory(async (dataDirectory) => {
    const tuning = { LEASE_SECONDS: '2' };
    const before = await startTestStack({ dataDirectory, tuning });
    const pbx = await startSlowRecordings(join(dataDirectory, 'recordings', 'call-4430.gsm'));
    const source = await freshSource(before, { forwardUrl: before.receiver.url });
    const completed = await answeredRecording(before, source);
    const view = await readOwn(before, source, completed);
    const awaiting = await awaitingRecording(before, source);
    const downloading = freshAudioId();
    await submit(before, {
      ...{ audioID: downloading, audioSource: source.name, key: source.key },
      voicefileURL: pbx.urlOf('cut-off'),
      headers: { prefer: 'respond-async' },
    });
    await pbx.asked('cut-off');
    await before.close();

    const after = await startTestStack({ dataDirectory, tuning });
    try {
      expect(after.keys).toEqual(before.keys);
      expect((await fetch(`${after.baseUrl}/health`)).status).toBe(200);
      const again = await readOwn(after, source, completed);
      expect(again).toMatchObject({ id: view?.id, response: view?.response, timeline: view?.timeline });
      const log = await fetch(String(again?.jsonUrl));
      expect(await log.json()).toEqual(view?.response);

      await untilOwn(after, source, downloading, ({ status }) => status === 'completed');
      const { json } = await postWebhook(after, successBody(awaiting));
      expect(json).toMatchObject({ audioID: awaiting, audioSource: source.name, forward_status: 200 });
    } finally {
      await after.close();
      await pbx.close();
    }
  }));

test("the keys lie in one file that is its owner's alone, and an admin key of one's own is taken", async () =>
  inDirectory(async (dataDirectory) => {
    const own = 'my very own admin key'.replaceAll(' ', '-');
    const stack = await startTestStack({ dataDirectory, environment: { ADMIN_KEY: own } });
    try {
      const file = join(dataDirectory, 'keys.json');
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
        adminKey: own,
        demoKeys: {
          PBXdemo: expect.stringMatching(/^vxg_/),
          CCDdemo: expect.stringMatching(/^vxg_/),
          OmniCoredemo: expect.stringMatching(/^vxg_/),
        },
      });
      expect((await callApi(stack, 'GET', '/v1/admin/keys', { key: own })).status).toBe(200);
    } finally {
      await stack.close();
    }
  }));

test('an admin key that is too short stops the start and is not repeated', async () => {
  await expect(startTestStack({ environment: { ADMIN_KEY: 'too-short' } })).rejects.toThrow(/ADMIN_KEY/);
  await expect(startTestStack({ environment: { ADMIN_KEY: 'too-short' } })).rejects.not.toThrow(/too-short/);
});

test('GET /health is 200 and names every part', async () => {
  const stack = await startTestStack();
  try {
    const response = await fetch(`${stack.baseUrl}/health`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: 'ok',
      parts: {
        http: 'ok',
        dynamodb: 'ok',
        s3: 'ok',
        sqs: 'ok',
        secrets: 'ok',
        'pump:TranscodeFunction': 'ok',
        'pump:DeliverFunction': 'ok',
      },
    });
  } finally {
    await stack.close();
  }
  await expect(fetch(`${stack.baseUrl}/health`)).rejects.toThrow();
});

test('what was revoked or removed stays so, and another admin key is taken', async () =>
  inDirectory(async (dataDirectory) => {
    const before = await startTestStack({ dataDirectory });
    const demoKey = before.keys.demoKeys.OmniCoredemo ?? '';
    await callApi(before, 'DELETE', `/v1/admin/keys/${keyId(hashKey(demoKey))}`);
    await callApi(before, 'DELETE', '/v1/admin/sources/CCDdemo');
    await before.close();
    const key = 'another-admin-key-of-ours';
    const after = await startTestStack({ dataDirectory, environment: { ADMIN_KEY: key } });
    try {
      expect((await callApi(after, 'GET', '/v1/admin/sources/CCDdemo', { key })).status).toBe(404);
      for (const audioSource of ['OmniCoredemo', 'CCDdemo'])
        expect((await submit(after, { audioSource })).status, audioSource).toBeGreaterThanOrEqual(400);
      const options = { audioSource: 'OmniCoredemo', key: demoKey };
      expect((await submit(after, options)).json).toMatchObject({ error_code: 'INVALID_API_KEY' });
    } finally {
      await after.close();
    }
  }));
