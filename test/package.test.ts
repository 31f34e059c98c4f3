// The package as its users load it: compiled, from CommonJS, from ESM, and with the declarations that tslab reads.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

const require = createRequire(import.meta.url);
const root = new URL('..', import.meta.url).pathname;
const node = (...args: string[]): string =>
  execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' });

const names = [
  'activations',
  'charts',
  'claim',
  'datasets',
  'exercises',
  'initializers',
  'mlp',
  'observe',
  'progress',
  'registerBackwardHook',
  'registerForwardHook',
  'repeat',
  'show',
  'tf',
  'theory',
];

test('every public name comes by require', () => {
  const print = `console.log(Object.keys(require('vanishing-gradients')).join())`;
  expect(node('-e', print).trim().split(',')).toEqual(expect.arrayContaining(names));
});

test('every public name comes by import from ESM', () => {
  const program = `import { ${names.join(', ')} } from 'vanishing-gradients'; console.log([${names.join(', ')}].filter(Boolean).length)`;
  expect(node('--input-type=module', '-e', program).trim()).toBe(String(names.length));
});

test('loading it says nothing on either stream', () => {
  const out = execFileSync(process.execPath, ['-e', `require('vanishing-gradients').tf.zeros([1])`], {
    cwd: root,
    stdio: 'pipe',
    encoding: 'utf8',
  });
  expect(out).toBe('');
});

test("its declarations are clean to tslab's own TypeScript, strict, with Node10 resolution", () => {
  const ts = require(
    require.resolve('@tslab/typescript-for-tslab', { paths: [require.resolve('tslab')] }),
  ) as typeof import('typescript');
  const file = `${root}notebooks/probe.ts`;
  const host = ts.createCompilerHost({});
  const readFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name === file
      ? ts.createSourceFile(
          file,
          `import { ${names.join(', ')} } from 'vanishing-gradients';\nobserve(mlp({ inputs: 1, hidden: [1], outputs: 1 }), tf.zeros([1, 1]), tf.zeros([1])).layers.numRows().toFixed();`,
          ts.ScriptTarget.ES2022,
        )
      : readFile(name, ...rest);
  const program = ts.createProgram(
    [file],
    {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      moduleResolution: 2,
      esModuleInterop: true,
    },
    host,
  );
  const complaints = ts
    .getPreEmitDiagnostics(program)
    .map((d) => ts.flattenDiagnosticMessageText(d.messageText, '\n'));
  expect(complaints).toEqual([]);
});
