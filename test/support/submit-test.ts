// Tests of the submit door: each has a source of its own, so that no other test's keys, limits and recordings matter.
import { freshSource, type TestSource } from './accounts.ts';
import { type Behaviour, type HostileServer, startHostileServer } from './hostile-server.ts';
import { stackTest, startTestStack, type TestStack } from './local-stack.ts';

/** The server that recordings are fetched from, good or bad. */
export interface Pbx extends HostileServer {
  /** From now on this path behaves so. @returns its URL */
  serve(path: string, behaviour: Behaviour): string;
}

interface Submitting {
  readonly source: TestSource;
  readonly pbx: Pbx;
}

const startPbx = async (): Promise<Pbx> => {
  const behaviours: Record<string, Behaviour> = {};
  const server = await startHostileServer({ behaviours });
  const serve = (path: string, behaviour: Behaviour) => {
    behaviours[path] = behaviour;
    return server.url(path);
  };
  return { ...server, serve };
};

const submitting = {
  source: async ({ stack }: { stack: TestStack }, use: (source: TestSource) => Promise<void>) =>
    use(await freshSource(stack)),
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs from this pattern
  pbx: async ({}, use: (pbx: Pbx) => Promise<void>) => {
    const pbx = await startPbx();
    await use(pbx);
    await pbx.close();
  },
};

export const submitTest = stackTest.extend<Submitting>(submitting);

/** Limits that a test can reach: submissions a minute, seconds of a download, its bytes, seconds of waiting. */
export const tight = {
  SUBMIT_RATE_PER_MINUTE: '3',
  DOWNLOAD_TIMEOUT_SECONDS: '2',
  DOWNLOAD_MAX_BYTES: '1000000',
  SUBMIT_WAIT_SECONDS: '1',
};

export const tightTest = stackTest
  .extend<{ stack: TestStack }>({
    stack: [
      // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs from this pattern
      async ({}, use: (stack: TestStack) => Promise<void>) => {
        const stack = await startTestStack({ tuning: tight });
        await use(stack);
        await stack.close();
      },
      { scope: 'worker' },
    ],
  })
  .extend<Submitting>(submitting);
