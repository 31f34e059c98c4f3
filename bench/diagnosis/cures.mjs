#!/usr/bin/env node
// npm run bench:diagnosis:cures: whether the first change that a diagnosis suggests makes a network train.
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArguments, wholeNumber } from '../../scripts/options.mjs';
import { casesOf } from './cures/cases.mjs';
import { searchCure } from './cures/search.mjs';
import { readLines } from './generated/labels.mjs';

const HELP = `npm run bench:diagnosis:cures [-- OPTIONS]

Networks whose gradients vanish or explode, or whose units are dead or saturated: of the literature, of the public set of programs,
and of the development split of the generated set. Each is diagnosed, the first change of the report is applied (without one, the first
fix that a finding suggests), and both networks are trained from several seeds. A network is cured where its loss ends under half of where it was stuck, in four of five
seeds; where it was stuck counts as no more than the best constant reaches. A network whose loss falls under half of the best
constant's as it is was not stuck, and does not count.

  --ids A,B,…       some of the cases only
  --set NAME        literature, public or generated only
  --shard I/N       each N-th case from the I-th on, from 0 (default 0/1)
  --steps N         the steps of each training (default 200)
  --seeds N         the seeds of each training (default 5)
  --until LOOK      the last look of a diagnosis: plan, start or training (default training)
  --resume          leaves out cases that were measured before
  --output FOLDER   where cures.jsonl and cures.md go (default build/diagnosis)
  --search          searches widely for a cure of each case that is not cured: one whose loss no combination of fixes takes under
                    half in as many steps counts as not reachable, with the best that was found
  --verbose         prints the report of each case that is not cured
  --help            shows this`;

const { values: options } = parseArguments(process.argv.slice(2), {
  ids: { type: 'string' },
  set: { type: 'string' },
  shard: { type: 'string', default: '0/1' },
  steps: { type: 'string' },
  seeds: { type: 'string' },
  until: { type: 'string', default: 'training' },
  resume: { type: 'boolean', default: false },
  output: {
    type: 'string',
    default: path.join(path.dirname(fileURLToPath(import.meta.url)), '../../build/diagnosis'),
  },
  search: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
});
if (options.help) {
  process.stdout.write(HELP + '\n');
  process.exit(0);
}
const say = (text) => process.stdout.write(text + '\n');
const library = createRequire(import.meta.url)('vanishing-gradients');
const { tf, diagnose, whatIf } = library;
const [seeds, steps] = [wholeNumber('seeds', options.seeds, 5), wholeNumber('steps', options.steps, 200)];
const [shard, shards] = options.shard.split('/').map(Number);
const ids = options.ids?.split(',');
const cases = casesOf(library).filter(
  ({ id, set }, i) =>
    i % shards === shard && (!ids || ids.includes(id)) && (!options.set || options.set === set),
);

const file = path.join(options.output, 'cures.jsonl');
mkdirSync(options.output, { recursive: true });
if (!options.resume) rmSync(file, { force: true });
const done = new Map(readLines(file).map((row) => [row.id, row]));
for (const one of cases) {
  if (done.has(one.id)) continue;
  const row = await measure(one);
  done.set(one.id, row);
  appendFileSync(file, JSON.stringify(row) + '\n');
  say(lineOf(row));
}
write(cases.map(({ id }) => done.get(id)));

/** Diagnoses a case, and trains it with the first fix that a finding suggests. */
async function measure({ id, set, kind, make }) {
  const made = make();
  if (made === null) return { id, set, kind, outcome: 'skipped' };
  const { model, x, y, batchSize, training } = made;
  const started = performance.now();
  try {
    const diagnosis = await diagnose(
      model,
      { x, y },
      { ...training, batchSize, steps, seeds: 3, until: options.until },
    );
    const found = diagnosis.findings.filter(({ severity }) => severity !== 'info');
    const finding = found.find(({ remedy }) => remedy.fixes.length > 0);
    const fixes = diagnosis.firstChange?.fixes ?? finding?.remedy.fixes;
    const table = await whatIf(
      model,
      { x, y },
      { ...training, batchSize, steps, seeds, fixes: fixes ? [fixes] : [] },
    );
    const [asItIs, fixed] = table.objects();
    const isStuck = !(asItIs.rest < 0.5);
    const isFirst = Boolean(diagnosis.firstChange);
    let outcome = !isStuck ? 'not stuck' : (fixed?.halved ?? 0) >= 0.8 ? 'cured' : 'not cured';
    const searched =
      options.search && outcome === 'not cured'
        ? await searchCure(whatIf, model, { x, y }, { ...training, batchSize, steps })
        : null;
    if (searched && searched.share >= 0.5) outcome = 'not reachable';
    if (options.verbose && outcome === 'not cured') say(`${diagnosis}\n`);
    return {
      ...{ id, set, kind, outcome },
      root: found[0]?.rule ?? null,
      rule: finding?.rule ?? null,
      fix: fixed ? `${fixed.fix}${isFirst ? '' : ' (of a finding)'}` : null,
      rest: [asItIs.rest, fixed?.rest ?? null].map((one) => one && Number(one.toPrecision(3))),
      halved: fixed?.halved ?? 0,
      searched,
      seconds: Number(((performance.now() - started) / 1000).toFixed(1)),
    };
  } catch (error) {
    return { id, set, kind, outcome: 'failed', error: String(error.stack ?? error) };
  } finally {
    model.dispose();
    tf.dispose([x, y]);
  }
}

function lineOf({ id, set, kind, outcome, root, rule, fix, rest, halved, searched, seconds, error }) {
  if (error) return `${id} [${set}, ${kind}] ERROR ${error.split('\n').slice(0, 3).join(' ')}`;
  if (outcome === 'skipped') return `${id} [${set}, ${kind}] skipped`;
  const best = searched
    ? `; best of ${searched.tried} changes: ${searched.fix} -> ${searched.rest?.toPrecision(3)}`
    : '';
  const found = `${root ?? 'nothing'}${rule === root ? '' : `, ${rule ?? 'no fix'}`}`;
  return `${id} [${set}, ${kind}] ${outcome}: ${found} -> ${fix ?? 'none'} ${rest.join(' -> ')} (${halved} of the seeds)${best} ${seconds} s`;
}

function write(rows) {
  const counted = rows.filter(({ outcome }) => ['cured', 'not cured', 'failed'].includes(outcome));
  const shareOf = (part) => {
    const cured = part.filter(({ outcome }) => outcome === 'cured').length;
    return `${cured} of ${part.length} (${((100 * cured) / Math.max(1, part.length)).toFixed(0)} %)`;
  };
  const lines = [
    `cured: ${shareOf(counted)}`,
    ...['literature', 'public', 'generated'].map(
      (set) => `${set}: ${shareOf(counted.filter((row) => row.set === set))}`,
    ),
    `not reachable: ${rows.filter(({ outcome }) => outcome === 'not reachable').length}`,
    `not stuck: ${rows.filter(({ outcome }) => outcome === 'not stuck').length}`,
  ];
  writeFileSync(
    path.join(options.output, 'cures.md'),
    [...lines, '', ...rows.map(lineOf)].map((line) => (line === '' ? '' : `- ${line}`)).join('\n') + '\n',
  );
  say('\n' + lines.join('\n'));
}
