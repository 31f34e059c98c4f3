#!/usr/bin/env node
// npm run bench:diagnosis:results: writes results.md from what the commands of this folder measured.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArguments } from '../../scripts/options.mjs';
import { labeledCases, readLines } from './generated/labels.mjs';
import { scoresOf } from './generated/scores.mjs';

const folder = path.dirname(fileURLToPath(import.meta.url));
const HELP = `npm run bench:diagnosis:results [-- OPTIONS]

Writes bench/diagnosis/results.md from verdicts.json and verdicts.md of bench:diagnosis, the verdicts on the held-out split of
bench:diagnosis:generated, and predictions.md of bench:diagnosis:predictions.

  --output FOLDER   where those wrote their results (default build/diagnosis)
  --help            shows this`;

const { values: options } = parseArguments(process.argv.slice(2), {
  output: { type: 'string', default: path.join(folder, '../../build/diagnosis') },
  help: { type: 'boolean', default: false },
});
if (options.help) {
  process.stdout.write(HELP + '\n');
  process.exit(0);
}

const read = (name) => readFileSync(path.join(options.output, name), 'utf8');
const percent = (part, whole) => `${((100 * part) / whole).toFixed(0)} %`;
const table = (head, rows) => [
  `| ${head.join(' | ')} |`,
  `| ${head.map(() => '---').join(' | ')} |`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];
const byName = ([p], [q]) => p.localeCompare(q);

function publicPrograms() {
  const rows = JSON.parse(read('verdicts.json')).filter(({ skipped }) => !skipped);
  return [
    '## Programs that people asked about',
    '',
    '`npm run bench:diagnosis` diagnoses the programs of `programs/programs.json` that TensorFlow.js can express, from five draws of the weights.',
    '',
    ...read('verdicts.md').split('\n').slice(0, 5),
    '',
    ...table(
      ['program', 'label', 'other labels', 'root', 'rank of a true cause'],
      rows.map(({ id, control, labels, weaker, rules: [root], first, among }) => [
        id,
        control ? `${control} control` : labels.join(', '),
        weaker.join(', '),
        root ? root.replace(':', ', ') : 'nothing',
        control || labels.length === 0 ? '' : first ? 'first' : among ? 'among' : 'none',
      ]),
    ),
  ];
}

function generatedNetworks() {
  const parts = path.join(options.output, 'generated');
  const verdicts = readdirSync(parts)
    .filter((name) => name.startsWith('verdicts-heldOut-'))
    .flatMap((name) => readLines(path.join(parts, name)));
  const labeled = new Set(labeledCases('heldOut').map(({ id }) => id));
  const { summary, rules, causes } = scoresOf(verdicts.filter(({ id }) => labeled.has(id)));
  const { healthy, healthyWithError, healthyWithFinding, faulty, found, first } = summary;
  return [
    '## Networks from seeds',
    '',
    `\`npm run bench:diagnosis:generated -- --split heldOut\`: ${healthy + faulty} networks of families that nothing was chosen on; families of 80 layers and more are not labelled. A finding is right where`,
    "its cause is one that the fault makes true, or another name or a consequence of it (`generated/faults.mjs`); wrong where it isn't, and no other finding explains it. A cause is found where",
    'one finding is right.',
    '',
    `- healthy networks: ${healthy}, with an error ${percent(healthyWithError, 1)}, with a finding ${percent(healthyWithFinding, 1)}`,
    `- networks with a fault: ${faulty}, with a true finding ${percent(found, 1)}, which stands first in ${percent(first, 1)}`,
    '',
    ...table(
      ['rule', 'right', 'wrong', 'precision'],
      Object.entries(rules)
        .sort(byName)
        .map(([name, { right, wrong }]) => [`\`${name}\``, right, wrong, percent(right, right + wrong)]),
    ),
    '',
    ...table(
      ['cause', 'networks', 'found', 'recall', 'by its own name'],
      Object.entries(causes)
        .sort(byName)
        .map(([name, one]) => [name, one.networks, one.found, percent(one.found, one.networks), one.exact]),
    ),
  ];
}

const lines = [
  '# What `diagnose` finds',
  '',
  'The commands below measured these tables, and `npm run bench:diagnosis:results` wrote them. Seconds depend on the machine, verdicts do not.',
  '',
  ...publicPrograms(),
  '',
  ...generatedNetworks(),
  '',
  '## Predicted against measured factors',
  '',
  '`npm run bench:diagnosis:predictions`: the factor of the gradient per layer, and the effect of another initialisation on it.',
  '',
  read('predictions.md').trim(),
  '',
];
writeFileSync(path.join(folder, 'results.md'), lines.join('\n'));
