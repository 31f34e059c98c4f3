#!/usr/bin/env node
// npm run bench:diagnosis: diagnoses the public set of labelled programs, and writes a table of verdicts beside the labels.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArguments, wholeNumber } from '../../scripts/options.mjs';

const HELP = `npm run bench:diagnosis [-- OPTIONS]

Builds each program of the public set, diagnoses it, and compares the findings with the labels.

  --rows FILE       the programs (default bench/diagnosis/programs/programs.json)
  --build FILE      the module that builds them (default bench/diagnosis/programs/build.cjs)
  --ids A,B,…       some of the programs only
  --source NAME     those of one source only, such as deepmufl
  --shard I/N       each N-th program from the I-th on, from 0
  --seeds N         the number of starts (default 5)
  --until LOOK      the last look: plan, start or training (default training)
  --output FOLDER   where verdicts.json and verdicts.md go (default build/diagnosis)
  --verbose         prints every report
  --help            shows this`;

const folder = path.dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArguments(process.argv.slice(2), {
  rows: { type: 'string', default: path.join(folder, 'programs/programs.json') },
  build: { type: 'string', default: path.join(folder, 'programs/build.cjs') },
  ids: { type: 'string' },
  source: { type: 'string' },
  shard: { type: 'string', default: '0/1' },
  seeds: { type: 'string' },
  until: { type: 'string', default: 'training' },
  output: { type: 'string', default: path.join(folder, '../../build/diagnosis') },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
});
if (options.help) {
  process.stdout.write(HELP + '\n');
  process.exit(0);
}
const require = createRequire(import.meta.url);
const { tf, diagnose } = require('vanishing-gradients');
const { build } = require(path.resolve(options.build));
const digits = path.join(folder, '../../data/digits.csv');
const seeds = wholeNumber('seeds', options.seeds, 5);
const [shard, shards] = options.shard.split('/').map(Number);
const ids = options.ids?.split(',');
const all = JSON.parse(readFileSync(options.rows, 'utf8'));
const programs = all.filter(
  ({ id, source }, i) =>
    i % shards === shard && (!ids || ids.includes(id)) && (!options.source || source === options.source),
);

const verdicts = [];
for (const program of programs) {
  const built = build(program, { seed: 1, digits });
  if (built.skipped) {
    verdicts.push({ id: program.id, skipped: built.skipped });
    continue;
  }
  const { model, x, y, fit } = built;
  const rows = Math.floor(x.shape[0] * (1 - (fit.validationSplit ?? 0)));
  const steps = Math.ceil(rows / fit.batchSize) * fit.epochs;
  const started = performance.now();
  let diagnosis = null;
  let error = null;
  try {
    diagnosis = await diagnose(
      model,
      { x, y },
      {
        batchSize: fit.batchSize,
        steps: Math.max(1, steps),
        seeds,
        until: options.until,
        firstChange: false,
      },
    );
  } catch (caught) {
    error = String(caught.stack ?? caught);
  }
  const verdict = judge(program, diagnosis, error, (performance.now() - started) / 1000);
  verdicts.push(verdict);
  process.stdout.write(line(verdict) + '\n');
  if (options.verbose && diagnosis) process.stdout.write(`${diagnosis}\n\n`);
  model.dispose();
  tf.dispose([x, y]);
}
write(verdicts);

/** The findings of a program beside its labels. */
function judge({ id, source, faults, controlQuality, expectedBehavior }, diagnosis, error, seconds) {
  const labels = faults.filter(({ confidence }) => confidence === 'high').map(({ kind }) => kind);
  const weaker = faults.filter(({ confidence }) => confidence !== 'high').map(({ kind }) => kind);
  const all = diagnosis?.findings ?? [];
  const found = all.filter(({ severity }) => severity !== 'info');
  // A note of the cause 'not-a-training-fault' says that nothing is wrong.
  const causes = (found.length > 0 ? found : all).map(({ cause }) => cause);
  return {
    id,
    source,
    labels,
    weaker,
    control: id.endsWith('-fixed') ? (controlQuality ?? 'unverified') : null,
    expectedBehavior,
    causes,
    rules: found.map(({ rule, severity }) => `${rule}:${severity}`),
    first: labels.includes(causes[0]),
    among: causes.some((cause) => labels.includes(cause)),
    falseError: found.some(({ severity }) => severity === 'error'),
    error,
    seconds: Number(seconds.toFixed(2)),
  };
}

function line({ id, labels, weaker, control, causes, rules, first, among, error, seconds }) {
  const mark = control
    ? `control ${control}`
    : labels.length === 0
      ? 'unsure'
      : first
        ? 'first'
        : among
          ? 'among'
          : 'missed';
  const got = error ? `ERROR ${error.split('\n')[0]}` : rules.join(' ') || 'nothing';
  return `${id} [${mark}] ${labels.join(' ')} (${weaker.join(' ')}) <- ${got} | ${causes[0] ?? ''} ${seconds} s`;
}

function write(rows) {
  mkdirSync(options.output, { recursive: true });
  writeFileSync(path.join(options.output, 'verdicts.json'), JSON.stringify(rows, null, 1) + '\n');
  const share = (part, whole) =>
    `${part.length} of ${whole.length} (${((100 * part.length) / Math.max(1, whole.length)).toFixed(0)} %)`;
  const judged = rows.filter(({ skipped }) => !skipped);
  const labeled = judged.filter(({ labels, source }) => labels.length > 0 && source === 'deepmufl');
  const others = judged.filter(
    ({ labels, source, control }) => labels.length > 0 && source !== 'deepmufl' && !control,
  );
  const controls = judged.filter(({ control }) => control === 'verified');
  const lines = [
    `deepmufl: a true cause first ${share(
      labeled.filter(({ first }) => first),
      labeled,
    )}`,
    `deepmufl: a true cause among the findings ${share(
      labeled.filter(({ among }) => among),
      labeled,
    )}`,
    `others: first ${share(
      others.filter(({ first }) => first),
      others,
    )}, among ${share(
      others.filter(({ among }) => among),
      others,
    )}`,
    `verified controls with an error: ${share(
      controls.filter(({ falseError }) => falseError),
      controls,
    )}`,
    `programs that diagnose itself failed on: ${judged.filter(({ error }) => error).length}`,
    `median seconds: ${judged.map(({ seconds }) => seconds).sort((a, b) => a - b)[judged.length >> 1]}`,
  ];
  writeFileSync(
    path.join(options.output, 'verdicts.md'),
    lines.map((one) => `- ${one}`).join('\n') +
      '\n\n' +
      judged.map((row) => `- ${line(row)}`).join('\n') +
      '\n',
  );
  process.stdout.write('\n' + lines.join('\n') + '\n');
}
