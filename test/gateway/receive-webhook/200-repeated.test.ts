// The same webhook again: known by its body's hash, so that a vendor that repeats itself changes and forwards nothing.
import { expect } from 'vitest';
import { forwardTest, impatientTest } from '../../support/forward-test.ts';
import { type Answer, freshAudioId, postWebhook } from '../../support/gateway-client.ts';
import type { TestStack } from '../../support/local-stack.ts';
import { stackTest } from '../../support/local-stack.ts';
import { awaitingRecording, readOwn, untilOwn } from '../../support/recordings.ts';
import { listObjects, readObject } from '../../support/stored-objects.ts';
import { failureBody, successBody } from '../../support/webhook-bodies.ts';

const logsAbout = async (stack: TestStack, audioID: string): Promise<string[]> => {
  const keys = await listObjects(stack, 'Results', 'json_logs/');
  const texts = await Promise.all(
    keys.map(async (key) => Buffer.from(await readObject(stack, 'Results', key)).toString('utf8')),
  );
  return keys.filter((_, index) => texts[index]?.includes(audioID));
};

const distinct = (answers: readonly Answer[]): string[] => [...new Set(answers.map(({ text }) => text))];

forwardTest(
  'five identical webhooks at once make one file, one forward and five equal answers',
  async ({ stack, source, receiver }) => {
    const audioID = await awaitingRecording(stack, source);
    const body = JSON.stringify(successBody(audioID));
    const answers = await Promise.all(Array.from({ length: 5 }, () => postWebhook(stack, body)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(distinct(answers)).toHaveLength(1);
    expect(answers[0]?.json).toMatchObject({ audioID, forward_status: 200 });
    expect(await logsAbout(stack, audioID)).toEqual([`json_logs/${answers[0]?.json?.filename}`]);
    expect(receiver.deliveries()).toHaveLength(1);
    expect((await readOwn(stack, source, audioID))?.deliveries).toHaveLength(1);
  },
);

forwardTest(
  'an identical webhook later is answered as the first one was, and forwards nothing',
  async ({ stack, source, receiver }) => {
    for (const bodyOf of [successBody, failureBody]) {
      receiver.reset();
      const audioID = await awaitingRecording(stack, source);
      const first = await postWebhook(stack, bodyOf(audioID));
      const recording = await readOwn(stack, source, audioID);
      const again = await postWebhook(stack, bodyOf(audioID));
      expect(again.text).toBe(first.text);
      expect(await readOwn(stack, source, audioID)).toEqual(recording);
      expect(receiver.deliveries()).toHaveLength(1);
    }
  },
);

impatientTest(
  "a repeat reports the first attempt's answer even after later attempts went well",
  async ({ stack, source, receiver }) => {
    receiver.plan({ status: 500, times: 1 });
    const audioID = await awaitingRecording(stack, source);
    const first = await postWebhook(stack, successBody(audioID));
    await untilOwn(stack, source, audioID, ({ deliveries }) => deliveries[0]?.status === 'delivered');
    const again = await postWebhook(stack, successBody(audioID));
    expect(again.json).toMatchObject({ forward_status: 500 });
    expect(again.text).toBe(first.text);
    expect(receiver.deliveries()).toHaveLength(2);
  },
);

stackTest('a webhook that nobody awaited is the same one when it is repeated', async ({ stack }) => {
  const audioID = freshAudioId();
  const first = await postWebhook(stack, successBody(audioID));
  const again = await postWebhook(stack, successBody(audioID));
  expect(again.text).toBe(first.text);
  expect(await logsAbout(stack, audioID)).toHaveLength(1);
});

forwardTest(
  "the vendor's own repeats, at once or one by one, forward once",
  async ({ stack, source, receiver }) => {
    for (const concurrently of [true, false]) {
      receiver.reset();
      const audioID = freshAudioId();
      await awaitingRecording(stack, source, audioID);
      const answers: Answer[] = [];
      const body = successBody(audioID);
      if (concurrently) answers.push(...(await Promise.all([1, 2, 3].map(() => postWebhook(stack, body)))));
      else for (const _ of [1, 2, 3]) answers.push(await postWebhook(stack, body));
      expect(distinct(answers)).toHaveLength(1);
      expect(receiver.deliveries()).toHaveLength(1);
    }
  },
);
