// The table of rules: names, causes and pages that exist, and the page of documentation that is made of it.
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CAUSES } from '../../src';
import { EXPLAINS } from '../../src/diagnosis/causes';
import { PLAN_RULES, START_RULES, TRAINING_RULES } from '../../src/diagnosis/rules';

const looks = { plan: PLAN_RULES, start: START_RULES, training: TRAINING_RULES };
const rules = Object.entries(looks).flatMap(([look, list]) =>
  list.map(({ name, cause, summary, source, notebook }) => ({
    look,
    name,
    cause,
    summary,
    source,
    notebook,
  })),
);
const names = rules.map(({ name }) => name);

describe('the rules of diagnose', () => {
  it('have a name each', () => {
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('name a known cause, and a page of the course that exists', () => {
    for (const { name, cause, notebook } of rules) {
      expect(CAUSES, name).toContain(cause);
      if (notebook !== null)
        expect(existsSync(new URL(`../../notebooks/${notebook}.ipynb`, import.meta.url)), name).toBe(true);
    }
  });

  it('are all that the graph of causes speaks of', () => {
    const known = Object.entries(EXPLAINS).flatMap(([cause, effects]) => [cause, ...effects]);
    expect(known.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('are listed in docs/rules.md; `npx vitest run -u --project diagnosis test/diagnosis/rules.test.ts` writes it', async () => {
    const table = (look: string): string[] => [
      `## ${look[0]!.toUpperCase()}${look.slice(1)}`,
      '',
      '| rule | cause | what it finds | source |',
      '|---|---|---|---|',
      ...rules
        .filter((rule) => rule.look === look)
        .map(
          ({ name, cause, summary, source }) =>
            `| ${[`\`${name}\``, cause, summary, source].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
        ),
      '',
    ];
    const page = [
      '# The rules of `diagnose`',
      '',
      'Made of the rules themselves. A rule explains others where `src/diagnosis/causes.ts` says so; a finding of one that is explained',
      'stands behind its root in the report.',
      '',
      ...Object.keys(looks).flatMap(table),
    ];
    await expect(page.join('\n')).toMatchFileSnapshot('../../docs/rules.md');
  });
});
