// Experiments that pages suggest: each runs to its end, in the kernel and as a reader's front end runs it.
import { beforeAll, describe, expect, it } from 'vitest';
import { setUp } from '../../scripts/setup.mjs';
import { paths } from '../../scripts/paths.mjs';
import { Kernel } from '../kernel/support/kernel.js';
import { cellsOf, courseFiles, nameOf, WAIT, type Cell } from './executed.js';
import { applyChanges, misplacedChanges, tryItOf, unmatchedSuggestions } from './experiments.js';

const pages = courseFiles.flatMap((file) => {
  const tryIt = tryItOf(cellsOf(file));
  return tryIt ? [{ name: nameOf(file), tryIt }] : [];
});

/** Runs a cell as a front end does that a reader sits at, and gives how many outputs it shows. */
async function play(kernel: Kernel, code: string, what: string): Promise<number> {
  const { reply, outputs, stderr } = await kernel.execute(code, { allow_stdin: true });
  expect({ what, ...reply }).toMatchObject({ what, status: 'ok' });
  expect(stderr, what).toBe('');
  return outputs.filter(({ type }) => type === 'display_data' || type === 'execute_result').length;
}

describe.skipIf(pages.length === 0)('The cell to play with', () => {
  beforeAll(() => setUp(), WAIT);

  it.each(pages)('of $name has experiments, whose texts stand in it once each', ({ tryIt }) => {
    expect(tryIt.experiments.length).toBeGreaterThan(0);
    expect(tryIt.experiments.flatMap((experiment) => misplacedChanges(tryIt.code, experiment))).toEqual([]);
    const titles = tryIt.experiments.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it.each(pages)('of $name is followed by a list that names each experiment', ({ tryIt }) => {
    expect(unmatchedSuggestions(tryIt)).toEqual([]);
  });

  it.each(pages)(
    'of $name runs after a preamble of at most two cells, as it is and with each experiment',
    async ({ tryIt }) => {
      const { preamble, code, experiments } = tryIt;
      expect(preamble.length).toBeGreaterThan(0);
      expect(preamble.length).toBeLessThanOrEqual(2);
      const kernel = await Kernel.start({ folder: paths.notebooks });
      try {
        for (const cell of preamble) await play(kernel, cell, 'the preamble');
        expect(await play(kernel, code, 'as it is')).toBeGreaterThan(0);
        for (const experiment of experiments)
          expect(
            await play(kernel, applyChanges(code, experiment), experiment.title),
            experiment.title,
          ).toBeGreaterThan(0);
      } finally {
        await kernel.shutdown();
      }
    },
    WAIT,
  );
});

describe('A page’s cell to play with is found', () => {
  const code = (
    source: string,
    tag?: string,
    experiments: Cell['metadata']['vanishing_gradients'] = {},
  ): Cell => ({
    id: source,
    cell_type: 'code',
    source,
    metadata: { ...(tag ? { tags: [tag] } : {}), vanishing_gradients: experiments },
  });
  const markdown = (source: string): Cell => ({ id: source, cell_type: 'markdown', source, metadata: {} });
  const experiments = [
    { title: "ReLU from He's weights", changes: [["'tanh'", "'relu'"]] as [string, string][] },
    { title: 'Twenty layers', changes: [['10', '20']] as [string, string][] },
  ];
  const cells = [
    code('import 1', 'preamble'),
    code('other'),
    code("f('tanh', 10)", 'try-it', { experiments }),
    markdown(
      'Words.\n\nMore to try:\n\n- **ReLU from He’s weights.** What\n  comes out?\n- `20`: twenty layers\n\n## Next\n\n- no',
    ),
  ];

  it('with its preamble, its experiments and the list that follows', () => {
    const tryIt = tryItOf(cells)!;
    expect(tryIt).toMatchObject({ preamble: ['import 1'], code: "f('tanh', 10)", experiments });
    expect(tryIt.suggestions).toEqual(['**ReLU from He’s weights.** What comes out?', '`20`: twenty layers']);
    expect(unmatchedSuggestions(tryIt)).toEqual([]);
    expect(applyChanges(tryIt.code, experiments[0]!)).toBe("f('relu', 10)");
  });

  it('and what does not fit is told', () => {
    const tryIt = { ...tryItOf(cells)!, suggestions: ['Change the depth in the cell above'] };
    expect(unmatchedSuggestions(tryIt)).toEqual([
      'no experiment has its title in: Change the depth in the cell above',
      "“More to try” does not name “ReLU from He's weights”",
      '“More to try” does not name “Twenty layers”',
    ]);
    expect(misplacedChanges('10 + 10', experiments[1]!)).toEqual([
      '“Twenty layers”: "10" stands 2 times in the cell',
    ]);
  });

  it('and a page without one has none', () => {
    expect(tryItOf([markdown('More to try:\n\n- a')])).toBeNull();
  });
});
