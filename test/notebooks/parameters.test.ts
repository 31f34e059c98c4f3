// Notebooks that papermill runs with parameters: `papermill in.ipynb out.ipynb -p lr 0.5`.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { paths } from '../../scripts/paths.mjs';
import { read, runProgram, temporaryFolder, writeNotebook, type Cell } from './support.js';

const folder = temporaryFolder('parameters');
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const papermill = (...args: string[]) => runProgram(path.join(paths.bin, 'papermill'), args, folder);

interface Executed {
  readonly cells: readonly {
    readonly source: string | readonly string[];
    readonly metadata: { readonly tags?: readonly string[] };
    readonly outputs?: readonly { readonly text?: string | readonly string[] }[];
  }[];
}
const joined = (text: string | readonly string[] = ''): string =>
  typeof text === 'string' ? text : text.join('');
/** Among its notes, papermill writes NaN and Infinity as Python does. */
const executed = (name: string) =>
  JSON.parse(
    read(folder, `${name}.ipynb`).replace(/(?<=^\s*("\w+": )?)(NaN|-?Infinity)(?=,?$)/gm, 'null'),
  ) as Executed;
const printed = (name: string): string =>
  executed(name)
    .cells.flatMap(({ outputs = [] }) => outputs.map(({ text }) => joined(text)))
    .join('');
const injected = (name: string): string[] =>
  executed(name)
    .cells.filter(({ metadata }) => metadata.tags?.includes('injected-parameters'))
    .map(({ source }) => joined(source));

const write = (name: string, cells: readonly Cell[]): string =>
  path.basename(writeNotebook(folder, name, cells));
const defaults = {
  code: 'let lr = 0.1, steps = 3;\nlet activation: "relu" | "tanh" = "relu"; // of the hidden layers',
  tags: ['parameters'],
};

describe('papermill -p', () => {
  it('replaces the defaults, for what is typed too, and for functions of later cells', async () => {
    const notebook = write('typed', [
      defaults,
      { code: 'const half = () => lr / 2; const used: "relu" | "tanh" = activation;' },
      { code: 'lr *= 10; console.log(half(), used, steps, activation === "relu");' },
    ]);
    const { code, output } = await papermill(
      notebook,
      'typed-out.ipynb',
      '-p',
      'lr',
      '0.5',
      '-p',
      'activation',
      'tanh',
    );
    expect(code, output).toBe(0);
    expect(printed('typed-out')).toBe('2.5 tanh 3 false\n');
    expect(injected('typed-out')).toEqual([
      '// Parameters\nlet lr: number = 0.5;\nlet activation: any = "tanh";\n',
    ]);
  });

  it('gives every value of JSON and YAML as it is', async () => {
    const values = `
whole: 3
negative: -2
small: 1.0e-7
big: 1.0e+21
zero: -0.0
nan: .nan
infinite: .inf
least: -.inf
right: true
wrong: false
none: null
text: "quotes \\" ' \` and \\\\ and \${x} and \\n </script>"
unicode: "é 😀 \\u2028 名"
number_as_text: "5"
empty: []
numbers: [1, 2.5, .nan]
mixed: [1, two, null, [true]]
spec: {hidden: [8, 4], activation: relu, "two words": {deep: []}, __proto__: 1}
nothing: {}
`;
    writeFileSync(path.join(folder, 'values.yaml'), values);
    const names = [...values.matchAll(/^(\w+):/gm)].map(([, name]) => name!);
    const notebook = write('values', [
      {
        code: `import { inspect } from 'node:util'; for (const [name, value] of Object.entries({ ${names.join(', ')} })) console.log(name, inspect(value, { depth: 9, breakLength: Infinity }));`,
      },
      {
        code: 'console.log(numbers.map((n) => n + 1).length, mixed.map((item) => typeof item).join(), spec.hidden.map((n) => 2 * n).join(), spec.absent, nothing.absent, text.length > 5);',
      },
    ]);
    const { code, output } = await papermill(notebook, 'values-out.ipynb', '-f', 'values.yaml');
    expect(code, output).toBe(0);
    expect(output).toContain("does not contain a cell with tag 'parameters'");
    expect(printed('values-out').split('\n')).toEqual([
      'whole 3',
      'negative -2',
      'small 1e-7',
      'big 1e+21',
      'zero -0',
      'nan NaN',
      'infinite Infinity',
      'least -Infinity',
      'right true',
      'wrong false',
      'none null',
      "text 'quotes \" \\' ` and \\\\ and ${x} and \\n </script>'",
      "unicode 'é 😀 \u2028 名'",
      "number_as_text '5'",
      'empty []',
      'numbers [ 1, 2.5, NaN ]',
      "mixed [ 1, 'two', null, [ true ] ]",
      "spec { hidden: [ 8, 4 ], activation: 'relu', 'two words': { deep: [] }, ['__proto__']: 1 }",
      'nothing {}',
      '3 number,string,object,object 16,8 undefined undefined true',
      '',
    ]);
  });

  it('runs a notebook again that papermill has made', async () => {
    const notebook = write('again', [defaults, { code: 'console.log(lr, steps);' }]);
    expect(await papermill(notebook, 'first.ipynb', '-p', 'lr', '0.2')).toMatchObject({ code: 0 });
    expect(await papermill('first.ipynb', 'second.ipynb', '-p', 'steps', '9')).toMatchObject({ code: 0 });
    expect(printed('second')).toBe('0.1 9\n');
    expect(injected('second')).toHaveLength(1);
  });

  it('says which parameters there are', async () => {
    const notebook = write('help', [
      {
        code: 'const lr: number = 0.1; // learning rate\nlet name = "a; b // c";\nlet hidden: number[] = [8, 4];\n// let not = 1;\nfunction f() {}',
        tags: ['parameters'],
      },
    ]);
    const { output } = await papermill('--help-notebook', notebook);
    expect(output).toMatch(/lr: number \(default 0\.1\)\s+learning rate/);
    expect(output).toContain('name: Unknown type (default "a; b // c")');
    expect(output).toContain('hidden: number[] (default [8, 4])');
    expect(output).not.toMatch(/\b(not|f):/);
  });

  it.each([
    [
      'a whole number that JavaScript has not',
      'seed',
      '12345678901234567890',
      'too large for a number of JavaScript',
    ],
    ['a name that no variable can have', 'learning-rate', '1', "'learning-rate'"],
    ['a word of the language', 'class', '1', "'class'"],
  ])('refuses %s', async (_, name, value, message) => {
    const { code, output } = await papermill(
      write('refused', [defaults]),
      'refused-out.ipynb',
      '-p',
      name,
      value,
    );
    expect(code).not.toBe(0);
    expect(output).toContain(message);
  });

  it('fails, and names the cell, where a value does not fit', async () => {
    const notebook = write('unfit', [
      defaults,
      { code: 'const twice: number = 2 * lr.toFixed(1).length; lr.toUpperCase();' },
    ]);
    const { code, output } = await papermill(notebook, 'unfit-out.ipynb', '-p', 'lr', '0.5');
    expect(code).not.toBe(0);
    expect(output).toContain('toUpperCase');
  });
});
