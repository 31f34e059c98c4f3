#!/usr/bin/env node
// npm run bench: one training step with every gradient's norm, side by side. See bench/step/options.mjs.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawFigures } from '../scripts/draw.mjs';
import { UsageError } from '../scripts/options.mjs';
import { setUp } from '../scripts/setup.mjs';
import { describeDisagreement } from './step/agreement.mjs';
import { writeCase } from './step/case.mjs';
import { CONTENDERS, takesPart } from './step/contenders.mjs';
import { environment } from './step/environment.mjs';
import { MODELS } from './step/models.mjs';
import { HELP, parseOptions } from './step/options.mjs';
import { ratiosFigure } from './step/picture.mjs';
import { timeProcess } from './step/processes.mjs';
import { waitForIdle } from './step/quiet.mjs';
import { intoReadme, machine, results } from './step/results.mjs';
import { time } from './step/tables.mjs';

const root = path.resolve(fileURLToPath(new URL('..', import.meta.url)));
const options = asked();
await setUp();
const isPeer = (/** @type {string} */ name) => CONTENDERS[name].program.endsWith('.py');
const python = options.contenders.some(isPeer) ? await environment(root) : '';
const library = createRequire(import.meta.url)('vanishing-gradients');
const folder = path.join(root, 'build', 'bench');
const output = path.resolve(root, options.output);

/** @type {import('./step/tables.mjs').Measurement[]} */
const all = [];
/** @type {import('./step/results.mjs').Extra} */
const extra = { versions: new Set(), loads: new Map(), busy: [], disagreements: [], checks: 0 };
for (const model of options.models) {
  await compare(model);
  write(); // the results so far outlive an interruption
  await draw();
}
const text = write();
console.log(`\n${text}`);
if (options.readme) {
  const readme = path.join(root, 'README.md');
  writeFileSync(readme, intoReadme(readFileSync(readme, 'utf8'), text));
}
if (extra.disagreements.length > 0) process.exitCode = 1;

/** Reads the options; ends the process where they are wrong, or help is asked for. */
function asked() {
  try {
    const given = parseOptions(process.argv.slice(2));
    if (!given.help) return given;
    console.log(HELP);
    process.exit(0);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`npm run bench: ${error.message}`);
    process.exit(2);
  }
}

/** @returns what bench/results.md says now */
function write() {
  const text = results(all, CONTENDERS, shownModels(), extra, options, today());
  mkdirSync(output, { recursive: true });
  writeFileSync(path.join(output, 'results.md'), text);
  return text;
}

async function draw() {
  const rounds = options.rounds === 1 ? 'one round' : `medians, and the range of ${options.rounds} rounds`;
  const subtitle = `${rounds}; ${machine(extra.busy)[0]}; ${today()}`;
  try {
    const figure = ratiosFigure(all, CONTENDERS, shownModels(), subtitle);
    const [svg] = await drawFigures([figure], { format: 'svg', width: 960 });
    writeFileSync(path.join(output, 'results.svg'), svg);
  } catch (error) {
    console.error(`bench: no picture was drawn. ${/** @type {Error} */ (error).message}`);
  }
}

/** The models that were timed so far. */
function shownModels() {
  const timed = options.models.filter((name) => all.some(({ model }) => model === name));
  return Object.fromEntries(timed.map((name) => [name, MODELS[name]]));
}

function today() {
  return new Date().toISOString().slice(0, 10);
}

/** All rounds of one model. @param {string} model */
async function compare(model) {
  const file = writeCase(library, model, MODELS[model], folder);
  const taking = options.contenders.filter((name) => takesPart(name, CONTENDERS[name], MODELS[model]));
  const measured = taking.map((contender) => ({
    model,
    contender,
    microseconds: /** @type {number[]} */ ([]),
  }));
  all.push(...measured);
  /** The norms of the first step of the first contender that records them: this library, where it takes part. @type {number[]} */
  let expected = [];
  for (let round = 1; round <= options.rounds; round++) {
    for (const one of /** @type {import('./step/tables.mjs').Measurement[]} */ (measured)) {
      if (one.failure !== undefined) continue;
      const { program, how, norms = true } = CONTENDERS[one.contender];
      extra.busy.push(await waitForIdle(options.patience));
      const script = path.join(root, 'bench', 'step', program);
      const command = isPeer(one.contender) ? python : process.execPath;
      const result = await timeProcess(command, [script, file, how], options.limit);
      const label = `${model}, round ${round} of ${options.rounds}, ${one.contender}`;
      if ('failure' in result) {
        one.failure = result.failure;
        console.error(`${label}: ${result.failure}`);
        continue;
      }
      const { report } = result;
      console.error(`${label}: ${time(report.microseconds)}`);
      one.microseconds.push(report.microseconds);
      extra.versions.add(report.version);
      if (one.contender === 'this' && round === 1)
        extra.loads.set(model, { loading: report.loading ?? NaN, firstCall: report.firstCall });
      if (!norms) continue;
      if (expected.length === 0) expected = report.first;
      extra.checks += 1;
      const wrong = describeDisagreement(report, expected);
      if (wrong !== null) extra.disagreements.push(`${one.contender} on ${model}: ${wrong}`);
    }
  }
}
