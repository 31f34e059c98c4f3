// Options of npm run bench.
import { HELP_OPTION, parseArguments, textOptions, UsageError, wholeNumber } from '../../scripts/options.mjs';
import { CONTENDERS } from './contenders.mjs';
import { MODELS } from './models.mjs';

/** @param {Record<string, { title: string }>} entries */
const list = (entries) =>
  Object.entries(entries)
    .map(([name, { title }]) => `    ${name.padEnd(20)}${title.replaceAll('`', '')}`)
    .join('\n');

export const HELP = `npm run bench [-- OPTIONS]

Times one training step in which the norm of every gradient is recorded, side by side with PyTorch, JAX and
TensorFlow, and writes bench/results.md and bench/results.svg. The others are installed into .bench-venv, once.

  --rounds N            how often each is timed, in a process of its own; default 5
  --models A,B,…        some of the networks only
${list(MODELS)}
  --contenders A,B,…    some of the contenders only
${list(CONTENDERS)}
  --limit SECONDS       for one process, its compiling included; default 120
  --patience SECONDS    waits so long before each process for other work on the machine to end; default 20
  --output FOLDER       where the results go; default bench
  --readme              puts the table of ratios into README.md, too
  --help                shows this`;

/** @param {string[]} given @param {Record<string, unknown>} known @param {string} kind */
function names(given, known, kind) {
  const wrong = given.find((name) => !Object.hasOwn(known, name));
  if (wrong !== undefined) {
    const all = Object.keys(known).join(', ');
    throw new UsageError(`--${kind}s: there is no ${kind} '${wrong}'. There are ${all}`);
  }
  return Object.keys(known).filter((name) => given.includes(name));
}

/**
 * @param {string[]} args
 * @throws {UsageError} where an option or a name is not known
 */
export function parseOptions(args) {
  const options = /** @type {const} */ ({
    ...textOptions('rounds', 'models', 'contenders', 'limit', 'patience', 'output'),
    readme: { type: 'boolean' },
    ...HELP_OPTION,
  });
  const { values } = parseArguments(args, options, false);
  const split = (/** @type {string | undefined} */ text, /** @type {object} */ all) =>
    text === undefined ? Object.keys(all) : text.split(',').map((name) => name.trim());
  return {
    rounds: wholeNumber('rounds', values.rounds, 5),
    models: names(split(values.models, MODELS), MODELS, 'model'),
    contenders: names(split(values.contenders, CONTENDERS), CONTENDERS, 'contender'),
    limit: wholeNumber('limit', values.limit, 120),
    patience: wholeNumber('patience', values.patience, 20),
    output: values.output ?? 'bench',
    readme: values.readme ?? false,
    help: values.help ?? false,
  };
}
