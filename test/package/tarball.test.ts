// The package outside of its checkout: in empty folders, by several package managers, under the programs that people use it with.
// Each runs README's example, and prints what README says.
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, test } from 'vitest';
import { paths } from '../../scripts/paths.mjs';
import {
  checkout,
  emptyFolder,
  example,
  exampleRequiring,
  exampleTyped,
  lend,
  node,
  npm,
  printed,
  removeFolders,
  temporaryFolder,
  tools,
  writeFiles,
} from './consumer';

const tarball = inject('tarball');
let folder: string;
let bin: string;
beforeAll(() => {
  bin = tools();
  folder = emptyFolder({ 'package.json': '{ "private": true }' });
  npm(folder, 'install', '--ignore-scripts', tarball);
});
afterAll(removeFolders);

const own = (...path: string[]): string => join(folder, 'node_modules', 'vanishing-gradients', ...path);
const silent = { stdout: printed, stderr: '', status: 0 };

describe('an installation', () => {
  it('by npm is complete to `npm ci` and `npm ls`, and is three packages', () => {
    npm(folder, 'ci', '--ignore-scripts');
    expect(npm(folder, 'ls', '--all')).not.toMatch(/UNMET (?!OPTIONAL)|extraneous|invalid/);
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'google-protobuf',
      'pure-rand',
      'vanishing-gradients',
    ]);
  });

  it('has neither the kernel, nor the judge, nor what only the course needs', () => {
    for (const name of ['dist/kernel', 'dist/judge', 'src', 'scripts', 'test', 'notebooks'])
      expect(existsSync(own(name)), name).toBe(false);
  });

  it('says in its licences what it holds of others', () => {
    expect(readdirSync(own('dist', 'vendor')).filter((name) => name.startsWith('LICENSE'))).toEqual([
      'LICENSE-acorn',
      'LICENSE-arquero',
      'LICENSE-flechette',
    ]);
  });

  const managers: [string, string[], NodeJS.ProcessEnv][] = [
    ['pnpm', ['pnpm/bin/pnpm.cjs', 'add', '--prefer-offline', '--ignore-scripts'], {}],
    ['Yarn 1', ['yarn/bin/yarn.js', 'add', '--prefer-offline', '--ignore-scripts', '--silent'], {}],
    ["Yarn 4, with Plug'n'Play", ['@yarnpkg/cli-dist/bin/yarn.js', 'add'], {}],
    [
      'Yarn 4, with node_modules',
      ['@yarnpkg/cli-dist/bin/yarn.js', 'add'],
      { YARN_NODE_LINKER: 'node-modules' },
    ],
  ];
  it.each(managers)('by %s loads', async (_, [program, ...args], env) => {
    const empty = emptyFolder({
      'package.json': '{ "name": "user", "version": "1.0.0", "private": true }',
      'yarn.lock': '',
      'points.cjs': "console.log(require('vanishing-gradients/package.json').name);",
    });
    // Yarn 4 does not read npm's settings: behind a proxy it needs the certificates that npm was given.
    const cafile = npm(empty, 'config', 'get', 'cafile').trim();
    const settings = {
      YARN_ENABLE_TELEMETRY: '0',
      YARN_ENABLE_IMMUTABLE_INSTALLS: '0',
      ...(cafile === 'null' || cafile === '' ? {} : { YARN_HTTPS_CA_FILE_PATH: cafile }),
      ...env,
    };
    const spec = program.startsWith('@yarnpkg') ? `vanishing-gradients@file:${tarball}` : tarball;
    const { stdout, stderr, status } = await node(empty, [join(bin, program), ...args, spec], settings);
    expect(status, stdout + stderr).toBe(0);
    const isPlugAndPlay = existsSync(join(empty, '.pnp.cjs'));
    const hook = isPlugAndPlay ? ['-r', './.pnp.cjs'] : [];
    expect(await node(empty, [...hook, 'points.cjs'])).toEqual({
      ...silent,
      stdout: 'vanishing-gradients\n',
    });
  });
});

describe("README's example prints what README says", () => {
  beforeAll(() => {
    lend(folder, '@tensorflow/tfjs-node');
    writeFiles(folder, {
      'required.cjs': exampleRequiring,
      'imported.mjs': example,
      'typed.mts': exampleTyped,
      'typed.cts': exampleTyped,
    });
  });

  it('from CommonJS and from ESM', async () => {
    expect(await node(folder, ['required.cjs'])).toEqual(silent);
    expect(await node(folder, ['imported.mjs'])).toEqual(silent);
  });

  it('under tsx and ts-node', async () => {
    expect(await node(folder, [join(bin, 'tsx/dist/cli.mjs'), 'typed.mts'])).toEqual(silent);
    writeFiles(folder, {
      'tsconfig.json':
        '{ "compilerOptions": { "module": "node16", "target": "es2022", "types": [], "strict": true, "skipLibCheck": true } }',
    });
    expect(await node(folder, [join(bin, 'ts-node/dist/bin.js'), 'typed.cts'])).toEqual(silent);
  });

  it('in a worker thread of a program that imports the settings', async () => {
    writeFiles(folder, {
      'main.mjs': `import 'vanishing-gradients/environment';
        import { Worker } from 'node:worker_threads';
        new Worker(new URL('./imported.mjs', import.meta.url));`,
    });
    expect(await node(folder, ['main.mjs'])).toEqual(silent);
  });

  it('under Jest, whose configuration imports the settings', async () => {
    writeFiles(folder, {
      'jest/jest.config.js': `require('vanishing-gradients/environment'); module.exports = {};`,
      'jest/example.test.js': `test('example', () => {\n${exampleRequiring}\n});`,
    });
    const { stdout, stderr, status } = await node(folder, [
      join(bin, 'jest/bin/jest.js'),
      '--rootDir=jest',
      '--config=jest/jest.config.js',
      '--ci',
    ]);
    expect(status, stderr).toBe(0);
    expect(stdout).toBe(printed);
    expect(stderr).not.toMatch(/warn/i);
  });

  it('under Vitest', async () => {
    lend(folder, 'vitest');
    writeFiles(folder, {
      'vitest/example.test.mjs': `import { test } from 'vitest';
        ${/import .*/.exec(example)![0]}
        test('example', () => {\n${example.replace(/import .*/, '')}\n});`,
    });
    const args = ['run', '--root=vitest', '--disable-console-intercept', '--reporter=dot'];
    const { stdout, stderr, status } = await node(folder, [
      join(paths.modules, 'vitest/vitest.mjs'),
      ...args,
    ]);
    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toContain(printed);
    expect(stderr).toBe('');
  });
});

describe('the types', () => {
  const modes = {
    node16: { module: 'node16' },
    nodenext: { module: 'nodenext' },
    bundler: { module: 'esnext', moduleResolution: 'bundler' },
  };
  const parts = `
    import { aq, observe, tf } from 'vanishing-gradients';
    import { gradientFlow } from 'vanishing-gradients/charts';
    import { criticalPoint } from 'vanishing-gradients/theory';
    import { compile } from 'vanishing-gradients/graph';
    import { diagnose } from 'vanishing-gradients/diagnosis';
    import { check } from 'vanishing-gradients/exercises';
    import { claim } from 'vanishing-gradients/notebook';
    import 'vanishing-gradients/environment';
    const table = aq.table({ a: [1] }).derive({ b: aq.escape((row: { a: number }) => row.a * 2) });
    const model: tf.LayersModel = tf.sequential();
    export const norm: number | undefined = observe(model, tf.zeros([1]), tf.zeros([1])).layers.objects()[0]?.norm;
    export const rest = [gradientFlow, criticalPoint, compile, diagnose, check, claim, table.lookup(table, 'a', 'b')];
    // @ts-expect-error a number is no model
    observe(1, tf.zeros([1]), tf.zeros([1]));`;

  it.each(Object.entries(modes))('are right with every file checked, under %s', async (name, mode) => {
    writeFiles(folder, {
      [`types-${name}/a.mts`]: exampleTyped,
      [`types-${name}/b.cts`]: parts,
      [`types-${name}/tsconfig.json`]: JSON.stringify({
        compilerOptions: {
          ...mode,
          target: 'es2022',
          types: [],
          strict: true,
          exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true,
          skipLibCheck: false,
          noEmit: true,
        },
        files: ['a.mts', 'b.cts'],
      }),
    });
    const { stdout } = await node(folder, [join(bin, 'typescript/bin/tsc'), '-p', `types-${name}`]);
    // TensorFlow.js's own declarations are not right under `strict`; ours are.
    const problems = stdout.split('\n').filter((line) => line.includes('error TS'));
    expect(problems.filter((line) => !line.includes('@tensorflow/tfjs'))).toEqual([]);
  });
});

describe('what loading changes in the process', () => {
  const before = `const util = require('node:util');
    const look = () => JSON.stringify([{ ...process.env }, Object.getOwnPropertyNames(globalThis).sort(), Object.keys(util)]);
    const [env, globals, utils] = JSON.parse(look());`;
  const after = `const [env2, globals2, utils2] = JSON.parse(look());
    const added = (a, b) => b.filter((name) => !a.includes(name));
    console.log(JSON.stringify([
      Object.keys(env2).filter((name) => env2[name] !== env[name]).sort(), added(globals, globals2), added(utils, utils2)]));`;
  const settings = ['TF_CPP_MIN_LOG_LEVEL', 'TF_ENABLE_ONEDNN_OPTS', 'TF_NUM_INTRAOP_THREADS'];

  test('three variables that README names, and where Node lacks it a function that tfjs-node calls', async () => {
    const { stdout } = await node(folder, [
      '-e',
      `${before} require('vanishing-gradients/environment'); ${after}`,
    ]);
    const isGone = Number.parseInt(process.versions.node) >= 23;
    expect(JSON.parse(stdout)).toEqual([settings, [], isGone ? ['isNullOrUndefined'] : []]);
    const readme = readFileSync(join(paths.root, 'README.md'), 'utf8');
    for (const name of [...settings, 'isNullOrUndefined']) expect(readme).toContain(name);
  });

  test('no variable that is set', async () => {
    const print =
      "require('vanishing-gradients/environment'); console.log(process.env.TF_NUM_INTRAOP_THREADS)";
    expect((await node(folder, ['-e', print], { TF_NUM_INTRAOP_THREADS: '3' })).stdout).toBe('3\n');
  });

  const warningOf = async (program: string, env = {}): Promise<string> => {
    const { stderr } = await node(folder, ['-e', program], env);
    return stderr
      .split('\n')
      .filter((line) => line.includes('VANISHING_GRADIENTS'))
      .join('\n');
  };

  test('nothing where TensorFlow was loaded first, which a warning says, with what to do', async () => {
    const late = "require('@tensorflow/tfjs-node'); require('vanishing-gradients');";
    expect(await warningOf(late)).toMatch(
      /TF_NUM_INTRAOP_THREADS=1\), because @tensorflow\/tfjs-node was loaded first.*Import 'vanishing-gradients'.* before it/,
    );
    expect(await warningOf(late, Object.fromEntries(settings.map((name) => [name, '1'])))).toBe('');
    expect(await warningOf("require('vanishing-gradients'); require('@tensorflow/tfjs-node');")).toBe('');
  });

  test('nothing in a worker thread that has variables of its own, which a warning says', async () => {
    const start = (options: string): string =>
      `new (require('node:worker_threads').Worker)("require('vanishing-gradients/environment')", { eval: true, ${options} })`;
    expect(await warningOf(start(''))).toMatch(/process\.env is a copy here.*in the main thread/);
    expect(await warningOf(start("env: require('node:worker_threads').SHARE_ENV"))).toBe('');
  });
});

test('npx in a checkout runs what is built there, and leaves it as the notebooks need it', () => {
  const copy = checkout();
  cpSync(paths.dist, join(copy, 'dist'), { recursive: true });
  const declared = (): string => readFileSync(join(copy, 'dist', 'arquero.d.ts'), 'utf8');
  const before = declared();
  expect(npm(copy, 'exec', '--', 'vanishing-gradients', 'diagnose', '--help')).toContain('MODEL --data FILE');
  expect(declared()).toBe(before);
  expect(before).toContain("from 'arquero'"); // a package's declares a copy of its own
});

test('without @tensorflow/tfjs-node, the error names it', async () => {
  const empty = temporaryFolder();
  writeFiles(empty, { 'package.json': '{ "private": true }' });
  npm(empty, 'install', '--ignore-scripts', tarball);
  const { stderr } = await node(empty, ['-e', "require('vanishing-gradients')"]);
  expect(stderr).toContain("Cannot find module '@tensorflow/tfjs-node'");
});
