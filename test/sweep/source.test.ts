// Sources of experiments: the one of a module that is meant, the packages that count, and the words where a module can not be loaded.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { bundle } from '../../src/sweep/bundle';
import { hashOf, loadExperiment, sourceOf } from '../../src/sweep/source';
import { experiment } from '../../src/sweep/experiment';
import { command } from './processes';
import { linesOf, sweep, temporaryFolder } from './support';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
const write = (name: string, text: string): string => {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `import { experiment } from 'vanishing-gradients/sweep';\n${text}`);
  return file;
};
const measured = async (file: string, name: string): Promise<unknown> => {
  const given = experiment({ name, measure: () => ({}), file });
  return (await loadExperiment(sourceOf('sweep', given))).measure({} as never, {} as never);
};

describe('an experiment that is given as a value', () => {
  const two = `
    export const one = experiment({ name: 'one', measure: () => ({ a: 1 }) });
    export const two = experiment({ name: 'two', measure: () => ({ a: 2 }) });
    const hidden = experiment({ name: 'hidden', measure: () => ({ a: 3 }) });`;

  it('is the export of its module that has its name, and not the default one', async () => {
    const file = write('two.ts', `${two} export default one;`);
    expect(await measured(file, 'two')).toEqual({ a: 2 });
    expect(await measured(file, 'one')).toEqual({ a: 1 });
    expect(
      (await sweep(experiment({ name: 'two', measure: () => [], file }), { over: { x: [1] } })).array('a'),
    ).toEqual([2]);
  });

  it('has outcomes of its own in a journal: another one of the same module does not stand for it', () => {
    const file = write('two.ts', `${two} export default one;`);
    const hashes = ['one', 'two'].map((name) =>
      hashOf(sourceOf('sweep', experiment({ name, measure: () => [], file }))),
    );
    expect(new Set(hashes).size).toBe(2);
    const star = write('star.ts', "export * from './two'; export { one as default } from './two';");
    expect(bundle('sweep', star).isDefaultAlone).toBe(false);
    const alone = write('alone.ts', "export default experiment({ name: 'one', measure: () => ({}) });");
    expect(hashOf(sourceOf('sweep', experiment({ name: 'one', measure: () => [], file: alone })))).toBe(
      hashOf(sourceOf('sweep', alone)),
    );
  });

  it('is refused where its module does not export it, or two of that name', async () => {
    const file = write('two.ts', `${two} export default one;`);
    await expect(measured(file, 'hidden')).rejects.toThrow("the experiment 'hidden' is no export of");
    const same = write('same.ts', two.replace("'two'", "'one'"));
    await expect(measured(same, 'one')).rejects.toThrow("exports 2 experiments that are named 'one'");
  });
});

describe('the packages of an experiment', () => {
  const install = (version: string, k: number): void => {
    write('node_modules/@lab/k/index.js', '');
    writeFileSync(path.join(folder, 'node_modules/@lab/k/index.js'), `exports.k = ${k};`);
    writeFileSync(path.join(folder, 'node_modules/@lab/k/package.json'), JSON.stringify({ version }));
  };

  it('count by their versions: points are measured again with another one', async () => {
    const file = write(
      'e.ts',
      "import { k } from '@lab/k'; export default experiment({ name: 'e', measure: () => ({ k }) });",
    );
    const journal = path.join(folder, 'j.jsonl');
    const run = async () => (await sweep(file, { over: { x: [1] } }, { journal, processes: 1 })).array('k');
    install('1.0.0', 1);
    expect(await run()).toEqual([1]);
    install('2.0.0', 2);
    expect(await run()).toEqual([2]);
    expect(linesOf(journal)).toHaveLength(2);
  });

  it('are checked where a process loads it: a worker with another version measures nothing', async () => {
    const file = write(
      'e.ts',
      "import { k } from '@lab/k/index.js'; export default experiment({ name: 'e', measure: () => ({ k }) });",
    );
    install('1.0.0', 1);
    const source = sourceOf('sweep', file);
    install('1.0.1', 1);
    await expect(loadExperiment(source)).rejects.toThrow(
      "the package '@lab/k' has version 1.0.1 here, and 1.0.0 where the sweep was started",
    );
  });

  it('are those of npm alone: neither Node nor the library, whose version counts anyway', () => {
    const file = write(
      'e.ts',
      "import 'node:fs'; import 'path'; import 'vanishing-gradients'; import './other';",
    );
    write('other.ts', "import 'esbuild'; import 'not-installed';");
    mkdirSync(path.join(folder, 'node_modules/esbuild'), { recursive: true });
    writeFileSync(path.join(folder, 'node_modules/esbuild/package.json'), '{"version":"0.1.2"}');
    expect(bundle('sweep', file).packages).toEqual({ esbuild: '0.1.2' });
  });
});

describe('an error of an experiment', () => {
  it('has the places of the files as they were written, in its stack', async () => {
    write(
      'lib/helper.ts',
      '\n\nexport function check(x: number): number {\n  throw new RangeError(`no ${x}`);\n}',
    );
    const file = write(
      'e.ts',
      "import { check } from './lib/helper';\nexport default experiment({\n  name: 'e',\n  measure: ({ x }: { x: number }) => ({ y: check(x) }),\n});",
    );
    const journal = path.join(folder, 'j.jsonl');
    await sweep(file, { over: { x: [1] } }, { journal, processes: 1 });
    const { stack } = JSON.parse(readFileSync(journal, 'utf8')) as { stack: string };
    const places = stack
      .split('\n')
      .slice(1, 3)
      .map((line) => line.slice(line.indexOf(folder) + folder.length));
    expect(places.map((place) => place.replace(/:\d+\)$/, ''))).toEqual(['/lib/helper.ts:5', '/e.ts:5']);
  });

  it('says where its module threw as it was loaded', async () => {
    const file = write('e.ts', '\nconst a: { b?: { c: number } } = {};\nconsole.log(a.b!.c);');
    await expect(loadExperiment(sourceOf('sweep', file))).rejects.toThrow(
      /^sweep: the experiment can't be loaded: TypeError: Cannot read properties of undefined[^\n]*\n {4}at .*e\.ts:4:/,
    );
  });

  it('says what to write where it awaits at the top of its module', () => {
    const file = write('e.mjs', 'await Promise.resolve();');
    expect(() => sourceOf('sweep', file)).toThrow(
      /call what it awaits in measure, and call sweep in another file/,
    );
  });

  it('is on the command line without a stack of the library', () => {
    const file = write('e.ts', 'export default 5;');
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [command, 'sweep', file, '--over', 'x=1', ...args], {
        cwd: folder,
        encoding: 'utf8',
      });
    const { status, stderr } = run();
    expect([status, stderr.trim().split('\n').length]).toEqual([2, 1]);
    expect(stderr).toContain(
      "vanishing-gradients: sweep: the experiment can't be loaded: TypeError: the default export of",
    );
    expect(run('--journal', folder).stderr).toBe(
      `vanishing-gradients: sweep: journal must be the path of a file; ${folder} is a folder\n`,
    );
    expect(run('--over', 'y=').stderr).toBe(
      "vanishing-gradients: --over y takes values, such as y=5,10,20; got ''\n",
    );
  });
});

it('A program that sweeps as it loads, with an experiment of its own file, starts no sweep in its processes', async () => {
  const file = write(
    'e.ts',
    "import { sweep } from 'vanishing-gradients/sweep';\nconst e = experiment({ name: 'e', measure: () => ({ a: 1 }) });\nvoid sweep(e, { over: { x: [1] } });\nexport default e;",
  );
  await expect(sweep(file, { over: { x: [1] } })).rejects.toThrow(
    /can't be loaded: Error: sweep: this process measures points of a sweep, and may start none/,
  );
});
