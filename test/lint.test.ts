// The linter keeps the names out that docs/vocabulary.json lists, British spelling in names, and comments that begin without a subject.
import { readFileSync } from 'node:fs';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import project from '../scripts/lint/project.mjs';

const root = new URL('..', import.meta.url).pathname;
const vocabulary = JSON.parse(readFileSync(`${root}docs/vocabulary.json`, 'utf8')) as Record<string, string>;

const complaints = (code: string): string[] =>
  new Linter()
    .verify(code, {
      plugins: { project },
      rules: {
        'project/replaced-names': 'error',
        'project/spelling': 'error',
        'project/comment-subject': 'error',
      },
    })
    .map(({ message }) => message);

describe('the linter', () => {
  it.each(Object.entries(vocabulary))("refuses the name '%s', and says to write '%s'", (name, instead) => {
    expect(complaints(`const ${name} = 1;`)).toContain(
      `'${name}' was replaced: write '${instead}' (docs/STYLE.md).`,
    );
  });

  it('refuses British spelling in names, also inside of compounds, and leaves prose alone', () => {
    expect(complaints('const isCentred = 1;')).toEqual([
      "'isCentred' has the British 'centred': write 'centered' (docs/STYLE.md).",
    ]);
    expect(complaints('class A { #normalisedRows = 1; }')).toHaveLength(1);
    expect(complaints("const OPTIMISERS = ['initialiser'];")).toHaveLength(1);
    expect(complaints("// The optimiser's colour.\nconst [optimizer, color, optimism] = [0, 1, 2];")).toEqual(
      [],
    );
  });

  it('refuses a comment that begins without a subject', () => {
    expect(complaints('// What is said where a function fails.\nlet a;')).toHaveLength(1);
    expect(complaints('/** Where things are half done. */\nlet a;')).toHaveLength(1);
    expect(complaints('/** Of a constant. */\nlet a;')).toHaveLength(1);
  });

  it('takes a comment that begins with its subject, and the second line of one', () => {
    expect(complaints('// Records the ops of a function,\n// What follows is one comment.\nlet a;')).toEqual(
      [],
    );
    expect(complaints('/** Whether the axis is logarithmic. */\nlet a;')).toEqual([]);
  });
});
