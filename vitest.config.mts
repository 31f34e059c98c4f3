import { defineConfig } from 'vitest/config';

// One project a part of `npm test`; `npm test -- unit` runs one.
const part = (name: string, include: string[], extra: object = {}) => ({
  test: { name, include, pool: 'forks' as const, ...extra },
});
const slow = { testTimeout: 300_000, hookTimeout: 120_000, fileParallelism: false };

export default defineConfig({
  test: {
    projects: [
      part('unit', ['test/*.test.ts', 'test/{activations,charts,datasets,hooks,initializers,networks,notebook}/**/*.test.ts']),
      part('setup', ['test/setup/**/*.test.ts'], slow),
      part('kernel', ['test/kernel/**/*.test.ts'], slow),
      part('notebooks', ['test/notebooks/**/*.test.ts'], slow),
      part('browser', ['test/browser/**/*.test.ts'], slow),
    ],
  },
});
