// Tests that watch what reaches a customer: each has a receiver and a source of its own.
import { type Receiver, startReceiver } from '../../infra/local/outside/receiver.ts';
import { freshSource, type TestSource } from './accounts.ts';
import { stackTest, startTestStack, type TestStack } from './local-stack.ts';

interface Forwarding {
  readonly receiver: Receiver;
  /** Forwards to the receiver. */
  readonly source: TestSource;
}

export const forwardUrlOf = (receiver: Receiver): string => `${receiver.url}/astVlogger/analysis_json.php`;

const forwarding = {
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs from this pattern
  receiver: async ({}, use: (receiver: Receiver) => Promise<void>) => {
    const receiver = await startReceiver();
    await use(receiver);
    await receiver.close();
  },
  source: async (
    { stack, receiver }: { stack: TestStack; receiver: Receiver },
    use: (source: TestSource) => Promise<void>,
  ) => use(await freshSource(stack, { forwardUrl: forwardUrlOf(receiver) })),
};

export const forwardTest = stackTest.extend<Forwarding>(forwarding);

/** A second between delivery attempts, two for one attempt, one that a webhook waits for the first: failures come fast. */
const impatient = {
  FORWARD_WAIT_SECONDS: '1',
  FORWARD_TIMEOUT_SECONDS: '2',
  FORWARD_PAUSES_SECONDS: '1,1,1',
};

export const impatientTest = stackTest
  .extend<{ stack: TestStack }>({
    stack: [
      // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs from this pattern
      async ({}, use: (stack: TestStack) => Promise<void>) => {
        const stack = await startTestStack({ tuning: impatient });
        await use(stack);
        await stack.close();
      },
      { scope: 'worker' },
    ],
  })
  .extend<Forwarding>(forwarding);
