// Queue messages come twice, late and together: a customer's server hears of a result once.
import { expect } from 'vitest';
import { forwardTest } from '../support/forward-test.ts';
import { postWebhook } from '../support/gateway-client.ts';
import type { TestStack } from '../support/local-stack.ts';
import { awaitingRecording, readOwn, untilOwn } from '../support/recordings.ts';
import { successBody } from '../support/webhook-bodies.ts';

const hint = (stack: TestStack, body: string) =>
  stack.engine.invoke('DeliverFunction', { Records: [{ messageId: 'm-1', body }] });

forwardTest(
  'hints that repeat, while the delivery is made and after it, post nothing more',
  async ({ stack, source, receiver }) => {
    receiver.plan({ delayMs: 300 });
    const audioID = await awaitingRecording(stack, source);
    const answered = postWebhook(stack, successBody(audioID));
    const recording = await untilOwn(stack, source, audioID, ({ deliveries }) => deliveries.length === 1);
    const body = JSON.stringify({ id: recording.deliveries[0]?.id });
    await Promise.all(Array.from({ length: 5 }, () => hint(stack, body)));
    await answered;
    const outcome = await hint(stack, body);
    expect(outcome).toEqual({ ok: true, answer: '{"batchItemFailures":[]}' });
    expect(receiver.deliveries()).toHaveLength(1);
    expect((await readOwn(stack, source, audioID))?.deliveries[0]?.attempts).toHaveLength(1);
  },
);

forwardTest('a hint for a delivery that is not there is done with', async ({ stack }) => {
  expect(await hint(stack, '{"id":"dlv_none"}')).toEqual({ ok: true, answer: '{"batchItemFailures":[]}' });
});

forwardTest(
  'a message that is no hint goes back to its queue, and on to the dead letters',
  async ({ stack }) => {
    for (const body of ['', 'no json', '{}', '{"id":7}']) {
      expect(await hint(stack, body)).toEqual({
        ok: true,
        answer: '{"batchItemFailures":[{"itemIdentifier":"m-1"}]}',
      });
    }
  },
);
