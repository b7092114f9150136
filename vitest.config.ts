import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 240_000,
    // Real processes on two busy cores: one that was started late gets another chance, and the report says that it needed it.
    retry: 2,
    // Two cores: more workers only make every one of them slower.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'rooms',
          include: ['test/**/*.test.ts'],
          exclude: ['test/outside/**'],
          // The stack is a fixture of the worker: files share it instead of starting their own.
          isolate: false,
        },
      },
      {
        extends: true,
        // These count every socket of their process, so nothing else may open one there.
        test: { name: 'outside', include: ['test/outside/**/*.test.ts'], isolate: true },
      },
    ],
  },
});
