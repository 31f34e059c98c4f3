#!/usr/bin/env node
// npm run bench:diagnosis:generated: diagnoses generated networks whose faults are known, and scores the rules.
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArguments, wholeNumber } from '../../scripts/options.mjs';
import { SPLITS } from './generated/families.mjs';
import { collectLabels, labeledCases, measureLabels, writeLabels } from './generated/labels.mjs';
import { diagnoseCases } from './generated/verdicts.mjs';
import { measureInvariance } from './generated/invariance.mjs';
import { writeScores } from './generated/scores.mjs';

const HELP = `npm run bench:diagnosis:generated [-- COMMAND OPTIONS]

Networks from seeds: healthy ones, and the same with a fault of a published list. Each was trained to see that it learns, or that
the fault harms it; bench/diagnosis/generated/labels.json has what was seen.

  score        diagnoses the labelled networks and scores the findings (the default)
  invariance   diagnoses some of them again with loss, units and batch size ten times as large and as small
  measure      trains networks and keeps what was seen, family by family; a second run goes on where the first one stopped
  collect      writes labels.json from what was measured

  --split NAME      development (default), validation, secondValidation, thirdValidation, rareFaults, or heldOut, on
                    which nothing may be chosen
  --families N      the number of families to measure (default 60)
  --first N         the number of the first of them in the split (default 0)
  --shard I/N       each N-th family or network from the I-th on, from 0 (default 0/1)
  --operators A,B   networks with these faults only; healthy for those without. To measure: each of these faults, for causes that are rare
  --ids A,B         some networks only, such as 0-healthy
  --measured        the labels that were measured so far, instead of labels.json
  --resume          leaves out networks that were diagnosed before
  --limit N         so many networks at most
  --seeds N         the number of starts of a diagnosis (default 3)
  --until LOOK      the last look of a diagnosis: plan, start or training (default training)
  --output FOLDER   where results go (default build/diagnosis)
  --verbose         prints every report
  --help            shows this`;

const { values: options, positionals } = parseArguments(process.argv.slice(2), {
  split: { type: 'string', default: 'development' },
  families: { type: 'string' },
  first: { type: 'string' },
  shard: { type: 'string', default: '0/1' },
  operators: { type: 'string' },
  ids: { type: 'string' },
  measured: { type: 'boolean', default: false },
  resume: { type: 'boolean', default: false },
  limit: { type: 'string' },
  seeds: { type: 'string' },
  until: { type: 'string', default: 'training' },
  output: {
    type: 'string',
    default: path.join(path.dirname(fileURLToPath(import.meta.url)), '../../build/diagnosis'),
  },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
});
const [command = 'score'] = positionals;
const COMMANDS = ['score', 'invariance', 'measure', 'collect'];
if (options.help || !COMMANDS.includes(command) || !(options.split in SPLITS)) {
  process.stdout.write(HELP + '\n');
  process.exit(options.help ? 0 : 2);
}
const library = createRequire(import.meta.url)('vanishing-gradients');
const { split } = options;
const [shard, shards] = options.shard.split('/').map(Number);
const folder = path.join(options.output, 'generated');
const say = (line) => process.stdout.write(line + '\n');

if (command === 'measure') {
  const families = wholeNumber('families', options.families, 60);
  await measureLabels(library, {
    ...{ folder, split, shard, shards, families },
    ...{ first: wholeNumber('first', options.first, 0), operators: options.operators?.split(',') },
    onFamily: (i, labels) =>
      say(
        `${i + 1} of ${families}: ${labels.map((l) => `${l.operator ?? 'healthy'} ${l.outcome} (${l.scores.join(' ')})`).join(', ')}`,
      ),
  });
} else if (command === 'collect') {
  const sets = collectLabels(folder);
  writeLabels(sets);
  for (const [name, { networks }] of Object.entries(sets)) say(`${name}: ${networks.length} networks`);
} else {
  const sets = options.measured ? collectLabels(folder) : undefined;
  const operators = options.operators?.split(',');
  const ids = options.ids?.split(',');
  const cases = labeledCases(split, sets)
    .filter((c) => !operators || operators.includes(c.operator ?? 'healthy'))
    .filter(({ id }) => !ids || ids.includes(id))
    .filter((_, i) => i % shards === shard)
    .slice(0, wholeNumber('limit', options.limit, Infinity));
  const settings = {
    seeds: wholeNumber('seeds', options.seeds, 3),
    until: options.until,
    resume: options.resume,
    verbose: options.verbose,
    say,
  };
  const part = (name) => path.join(folder, `${name}-${split}-${shard}.jsonl`);
  if (command === 'score') {
    const verdicts = await diagnoseCases(library, cases, { ...settings, file: part('verdicts') });
    writeScores(verdicts, path.join(options.output, 'generated'), say);
  } else await measureInvariance(library, cases, { ...settings, file: part('invariance') });
}
