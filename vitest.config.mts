import { defineConfig } from 'vitest/config';

// A project for each part of `npm test`; `npm test -- unit` runs one.
const part = (name: string, include: string[], extra: object = {}) => ({
  test: { name, include, pool: 'forks' as const, ...extra },
});
const unitFolders = [
  'activations',
  'backend',
  'bench',
  'charts',
  'datasets',
  'graph',
  'hooks',
  'initializers',
  'math',
  'networks',
  'notebook',
  'play',
  'theory',
  'training',
];
// Whole models by the hundred, op by op, as graphs and against theory: minutes, which a unit run is not to take.
const models = [
  'test/architectures/**/*.test.ts',
  'test/graph/equality.test.ts',
  'test/networks/fixes.test.ts',
  'test/theory/layers.test.ts',
];
// Programs that use the built library, each in a process of its own.
const programs = ['test/package.test.ts', 'test/examples.test.ts'];
// One compile service for all kernels of a part, as npm start has one for those of a JupyterLab.
const compileService = 'test/kernel/support/compile-service.ts';
// These parts start other programs and wait for them, which may exceed a timeout once on a busy machine.
const slow = {
  retry: 1,
  testTimeout: 300_000,
  hookTimeout: 120_000,
  fileParallelism: false,
};
const parallel = { fileParallelism: true, maxWorkers: 2 };
// Loading TensorFlow takes longer than most of these files: each worker loads it once.
const shared = { ...parallel, isolate: false, restoreMocks: true };

export default defineConfig({
  test: {
    projects: [
      part('unit', ['test/*.test.ts', `test/{${unitFolders.join(',')}}/**/*.test.ts`], {
        exclude: [...models, ...programs],
        ...shared,
        testTimeout: 120_000,
        hookTimeout: 60_000,
      }),
      part('diagnosis', ['test/{cli,diagnosis}/**/*.test.ts'], {
        ...shared,
        testTimeout: 300_000,
        hookTimeout: 60_000,
      }),
      part('models', models, { ...shared, testTimeout: 300_000, hookTimeout: 60_000 }),
      part('sweep', ['test/sweep/**/*.test.ts'], { ...slow, ...parallel, retry: 0 }),
      // No retry here: its tests depend on one another.
      part('setup', ['test/setup/**/*.test.ts'], { ...slow, ...parallel, retry: 0 }),
      part('kernel', ['test/kernel/**/*.test.ts'], {
        ...slow,
        ...parallel,
        isolate: false, // its tests talk to kernels, and share a folder with their kernelspec
        globalSetup: compileService,
      }),
      part('notebooks', ['test/notebooks/**/*.test.ts'], {
        ...slow,
        ...parallel,
        globalSetup: ['test/notebooks/folder.ts', compileService],
      }),
      part('exercises', ['test/exercises/**/*.test.ts'], {
        ...slow,
        ...parallel,
        retry: 0,
        testTimeout: 1_200_000,
        hookTimeout: 1_200_000,
        globalSetup: 'test/exercises/set-up.ts',
      }),
      part('package', ['test/package/**/*.test.ts', ...programs], {
        ...slow,
        ...parallel,
        retry: 0,
        globalSetup: 'test/package/set-up.ts',
      }),
      part('browser', ['test/browser/**/*.test.ts'], { ...slow, globalSetup: compileService }),
    ],
  },
});
