// Tests of the engine: each starts engines in a directory of its own, or all of a file share one.
import { test as base } from 'vitest';
import type { EngineOptions } from '../../infra/local/engine/engine.ts';
import {
  type AssemblySpec,
  removeDirectory,
  startTestEngine,
  type TestEngine,
  temporaryDirectory,
} from './engine-assembly.ts';

interface OwnEngines {
  readonly directory: string;
  /** In the test's directory. What still runs when the test ends is closed. */
  start(spec: AssemblySpec, options?: Partial<EngineOptions>): Promise<TestEngine>;
}

export const engineTest = base.extend<OwnEngines>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs from this pattern
  directory: async ({}, use: (directory: string) => Promise<void>) => {
    const directory = temporaryDirectory();
    await use(directory);
    removeDirectory(directory);
  },
  start: async ({ directory }, use) => {
    const started: TestEngine[] = [];
    await use(async (spec, options) => {
      const engine = await startTestEngine(directory, spec, options);
      started.push(engine);
      return engine;
    });
    for (const engine of started) await engine.close();
  },
});

export interface SharedEngine {
  readonly directory: string;
  readonly engine: TestEngine;
}

/** @param specIn what the engine runs, which lies in this directory */
export const sharedEngineTest = (
  specIn: (directory: string) => AssemblySpec,
  options: Partial<EngineOptions> = {},
) =>
  base.extend<SharedEngine>({
    directory: [
      // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs from this pattern
      async ({}, use: (directory: string) => Promise<void>) => {
        const directory = temporaryDirectory();
        await use(directory);
        removeDirectory(directory);
      },
      { scope: 'file' },
    ],
    engine: [
      async ({ directory }, use: (engine: TestEngine) => Promise<void>) => {
        const engine = await startTestEngine(directory, specIn(directory), options);
        await use(engine);
        await engine.close();
      },
      { scope: 'file' },
    ],
  });
