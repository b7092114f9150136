import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The stack is a fixture of the worker: files share it instead of starting their own.
    isolate: false,
    // Two cores: more workers only make every one of them slower.
    maxWorkers: 2,
  },
});
