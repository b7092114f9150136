import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
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
