// The whole stack for tests: the deployed template on free ports and a directory of its own, gone when the test is.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from 'vitest';
import type { LogEntry } from '../../infra/local/engine/functions/functions.ts';
import { readLocalSettings, readTuning } from '../../infra/local/local-settings.ts';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../infra/local/local-stack.ts';

export interface TestStackOptions {
  /** As `npm start` takes them. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Settings of shared/domain/settings.ts beside the quick ones below. */
  readonly tuning?: Readonly<Record<string, string>>;
  readonly engine?: LocalStackOptions['engine'];
}

export interface TestStack extends LocalStack {
  readonly baseUrl: string;
  /** Every line the functions and the engine wrote. */
  readonly logLines: readonly LogEntry[];
  readonly dataDirectory: string;
}

/** Intervals short enough that no test waits for one. */
const quick = {
  HINT_GRACE_SECONDS: '2',
  AMBIGUOUS_WAIT_SECONDS: '2',
  ACCOUNT_CACHE_SECONDS: '0',
  WEBHOOK_GRACE_SECONDS: '1',
  DOWNLOAD_IDLE_SECONDS: '3',
};

/** The caller closes it. With `dataDirectory`, a later start goes on there and the directory stays. */
export const startTestStack = async (
  options: TestStackOptions & { readonly dataDirectory?: string } = {},
): Promise<TestStack> => {
  const dataDirectory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'voxgate-test-')));
  const logLines: LogEntry[] = [];
  const stack = await startLocalStack({
    settings: readLocalSettings({ PORT: '0', ...options.environment, DATA_DIR: dataDirectory }),
    tuning: { ...quick, ...readTuning(options.environment ?? {}), ...options.tuning },
    engine: { scheduleOverrideSeconds: 1, ...options.engine },
    log: (entry) => logLines.push(entry),
    progress: () => {},
  });
  const close = async () => {
    await stack.close();
    if (options.dataDirectory === undefined) await rm(dataDirectory, { recursive: true, force: true });
  };
  return { ...stack, baseUrl: stack.engine.baseUrl, logLines, dataDirectory, close };
};

/** One stack for all tests of a worker: each test uses audioIDs and sources of its own. */
export const stackTest = base.extend<{ stack: TestStack }>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs from this pattern
    async ({}, use) => {
      const stack = await startTestStack();
      await use(stack);
      await stack.close();
    },
    { scope: 'worker' },
  ],
});
