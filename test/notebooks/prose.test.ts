import { describe, expect, it } from 'vitest';
import { strayNumbers } from './prose.js';

const strays = (text: string, ...claims: string[]): string[] =>
  strayNumbers([{ cell_type: 'markdown', source: text }], claims).map(({ number }) => number);

describe('A number in prose is found', () => {
  it.each([
    ['It shrinks 25 times.', ['25']],
    ['About 0.0043, or 43 % of it.', ['0.0043', '43']],
    ['It has 1,234,567 weights.', ['1,234,567']],
    ['Some 4.3e-7 are left; 3 · 10⁻²⁰ there.', ['4.3e-7', '3', '10⁻²⁰']],
    ['It falls to −3.', ['3']],
    ['A ratio of 1/4 and a net of 8×8, 16-bit.', ['1', '4', '8', '8', '16']],
    ['The [loss is 2.3](https://example.org/99) here.', ['2.3']],
    ['In 2010 steps. After 2000 more.', ['2010', '2000']],
    ['| a | 7 |\n|---|---|\n| b | 9 |', ['7', '9']],
    ['# What 12 layers do', ['12']],
    ['- one\n- 5 of them', ['5']],
    ['At the end, 6.', ['6']],
    ['**Sources.** He 2015, 3 pages.\n\nAnd then 4.', ['4']],
    ['## References\n\n- A. Author, 17 pages.\n\n## Try it\n\nWith 18.', ['18']],
  ])('%j', (text, expected) => {
    expect(strays(text)).toEqual(expected);
  });

  it('in the lines of a source that is a list, with its cell and its sentence', () => {
    const cells = [
      { cell_type: 'code', source: 'const a = 1;' },
      { cell_type: 'markdown', source: ['First words. It is\n', '25 times $x^2$ as much. Last words.'] },
    ];
    expect(strayNumbers(cells, [])).toEqual([
      { cell: 2, number: '25', sentence: 'It is 25 times … as much.' },
    ]);
  });
});

describe('A number that is no prose is not', () => {
  it.each([
    ['math', 'A slope of $1/4$, and\n\n$$\\prod_{l=1}^{30} 0.25$$'],
    ['code', 'Use `hidden: 128`.\n\n```ts\nconst a = 1;\n```\n'],
    ['HTML', '<img width="40" src="a.png">'],
    ['where a link leads', '[Depth](02-depth.ipynb), ![chart](chart-3.png)'],
    ['a word', 'A float32, CS231n, ReLU6 and W3.'],
    ['the numbering of a heading', '## 2. Depth\n\n### 2.1 More'],
    ['the numbering of a list', '1. one\n2. two'],
    ['a year of a citation', 'As Glorot and Bengio 2010 say; He et al. (2015) too, and Saxe, 2014.'],
    ['a place in a citation', 'See eq. 14, fig. 8, section 2.2 and Table 3.'],
    ['references', '## References\n\n- X. Glorot, AISTATS 9, 2010: 249–256.'],
    ['sources', 'Words.\n\n**Sources.** S. Hochreiter, 1991,\n12 pages.'],
  ])('%s', (_, text) => {
    expect(strays(text)).toEqual([]);
  });

  it('code cells', () => {
    expect(strayNumbers([{ cell_type: 'code', source: '// 25 times' }], [])).toEqual([]);
  });
});

describe('A number that stands in a claim is fine', () => {
  it.each([
    ['It is 25 times.', 'About 25 times as much'],
    ['Some 1,000 of them.', 'The last moves 1000 times as much'],
    ['Less than 10⁻³.', 'At most 0.001 is left'],
    ['Some 20 %.', 'It gets 20 % right'],
  ])('%j', (text, claim) => {
    expect(strays(text, claim)).toEqual([]);
  });

  it('but not one that is a part of it', () => {
    expect(strays('It is 5 times.', 'It is 25 times')).toEqual(['5']);
  });
});
