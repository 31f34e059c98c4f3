// The scores of verdicts: precision and recall by rule and by cause, and false alarms.
import { writeFileSync } from 'node:fs';
import { lineOf } from './verdicts.mjs';

const share = (part, whole) => (whole === 0 ? null : Number((part / whole).toFixed(3)));
const percent = (value) => (value === null ? '' : `${(100 * value).toFixed(0)} %`);

/**
 * Precision by rule: of the networks on which the rule has an error or a warning that no other finding explains, the share where its
 * cause is true. Recall by cause: of the networks whose fault has the cause, the share with a finding that is true.
 *
 * @param {any[]} verdicts
 * @returns {Record<'summary' | 'rules' | 'causes' | 'operators', Record<string, unknown>>}
 */
export function scoresOf(verdicts) {
  const healthy = verdicts.filter(({ operator }) => operator === null);
  const faulty = verdicts.filter(({ operator }) => operator !== null);
  const rules = {};
  for (const { findings } of verdicts) {
    const roots = findings.filter(({ explainedBy, isTrue }) => isTrue || explainedBy === null);
    for (const rule of new Set(roots.map(({ rule: name }) => name))) {
      const row = (rules[rule] ??= { right: 0, wrong: 0 });
      if (roots.some(({ rule: name, isTrue }) => name === rule && isTrue)) row.right++;
      else row.wrong++;
    }
  }
  const group = (keyOf) => {
    const rows = {};
    for (const verdict of faulty)
      for (const key of keyOf(verdict)) {
        const row = (rows[key] ??= { networks: 0, exact: 0, found: 0, first: 0 });
        row.networks++;
        row.exact += verdict.findings.some(({ cause }) => verdict.causes.includes(cause));
        row.found += verdict.found;
        row.first += verdict.first;
      }
    return rows;
  };
  const count = (list, test) => list.filter(test).length;
  const hasError = ({ findings }) => findings.some(({ severity }) => severity === 'error');
  return {
    summary: {
      healthy: healthy.length,
      healthyWithError: share(count(healthy, hasError), healthy.length),
      healthyWithFinding: share(
        count(healthy, ({ findings }) => findings.length > 0),
        healthy.length,
      ),
      faulty: faulty.length,
      found: share(
        count(faulty, ({ found }) => found),
        faulty.length,
      ),
      first: share(
        count(faulty, ({ first }) => first),
        faulty.length,
      ),
      diagnoseFailed: count(verdicts, ({ error }) => error !== null),
      medianSeconds: verdicts.map(({ seconds }) => seconds).sort((p, q) => p - q)[verdicts.length >> 1],
    },
    rules: Object.fromEntries(
      Object.entries(rules).map(([rule, { right, wrong }]) => [
        rule,
        { right, wrong, precision: share(right, right + wrong) },
      ]),
    ),
    causes: group(({ causes }) => causes),
    operators: group(({ operator }) => [operator]),
  };
}

/** Writes scores and verdicts as JSON and as a table. */
export function writeScores(verdicts, file, say) {
  const scores = scoresOf(verdicts);
  writeFileSync(`${file}.json`, JSON.stringify({ ...scores, verdicts }, null, 1) + '\n');
  const text = tablesOf(scores);
  writeFileSync(
    `${file}.md`,
    [text, ...faultsOf(verdicts), ...verdicts.map((one) => `- ${lineOf(one)}`)].join('\n') + '\n',
  );
  say('\n' + text);
}

/** The networks where the verdict is wrong, each with what it is: false alarms by rule, and faults without a true finding. */
function faultsOf(verdicts) {
  const alarms = verdicts.flatMap(({ id, outcome, causes, summary, findings }) =>
    findings
      .filter(({ isTrue, explainedBy }) => !isTrue && explainedBy === null)
      .map(({ rule, severity, cause, layer, problem }) => ({
        rule,
        line: `- **${rule}** (${severity}, ${cause}) on ${id} (${causes.join(', ') || outcome}), ${layer ?? 'all'}: ${problem}\n  ${JSON.stringify(summary)}`,
      })),
  );
  const misses = verdicts
    .filter(({ operator, found }) => operator !== null && !found)
    .map(
      ({ id, outcome, scores, causes, findings, summary, error }) =>
        `- **${id}** (${outcome}, ${scores.join(' ')}): expected ${causes.join(', ')}; came ${error ?? (findings.map(({ rule }) => rule).join(', ') || 'nothing')}\n  ${JSON.stringify(summary)}`,
    );
  return [
    `\n## False alarms (${alarms.length})\n`,
    ...alarms.sort((p, q) => p.rule.localeCompare(q.rule)).map(({ line }) => line),
    `\n## Misses (${misses.length})\n`,
    ...misses,
    '\n## All verdicts\n',
  ];
}

function tablesOf({ summary, rules, causes, operators }) {
  const table = (head, rows) =>
    [
      `| ${head.join(' | ')} |`,
      `|${head.map(() => ' --- ').join('|')}|`,
      ...rows.map((row) => `| ${row.join(' | ')} |`),
    ].join('\n');
  const byGroup = (name, groups) =>
    table(
      [name, 'networks', 'its own cause', 'recall', 'first'],
      Object.entries(groups).map(([key, { networks, exact, found, first }]) => [
        key,
        networks,
        percent(share(exact, networks)),
        percent(share(found, networks)),
        percent(share(first, networks)),
      ]),
    );
  return [
    table(['', ''], Object.entries(summary)),
    table(
      ['rule', 'right', 'wrong', 'precision'],
      Object.entries(rules)
        .sort(([, p], [, q]) => q.wrong - p.wrong)
        .map(([rule, { right, wrong, precision }]) => [rule, right, wrong, percent(precision)]),
    ),
    byGroup('cause', causes),
    byGroup('fault', operators),
  ].join('\n\n');
}
