// The command `vanishing-gradients diagnose`.
import { parseArgs } from 'node:util';
import type { OptimizerSpec } from '../training';
import { FAIL_ON, FORMATS } from './choices';
import type { Command } from './command';
import { UsageError } from './errors';

const help = `vanishing-gradients diagnose MODEL --data FILE [OPTIONS]

Says why a network does not train, and what to do about it. MODEL is the model.json that model.save wrote.

  --data FILE           the examples: CSV with a header, or JSON { "x": […], "y": […] }
  --target A,B,…        the columns of the CSV that are targets (default: the last one); texts become class indices
  --one-hot             makes one-hot rows of the target (default: with categoricalCrossentropy)
  --loss NAME           the loss, such as meanSquaredError or binaryCrossentropy; models are saved without theirs
  --optimizer NAME      sgd, momentum, adam, adamax, rmsprop, adagrad or adadelta (default sgd)
  --learning-rate R     its rate (default: the optimiser's own)
  --batch-size N        examples in a step (default 32)
  --steps N             the steps that you train for (default: not known)
  --seeds N             the starts to look at (default 3)
  --until LOOK          the last look: plan, start or training (default training)
  --require FILE        a module that registers layers of your own; may be given several times
  --format FORMAT       text, json or sarif (default text)
  --output FILE         where the report goes (default: standard output)
  --fail-on SEVERITY    error, warning or never (default error)
  --help                shows this

Exit code: 0 where no finding is as severe as --fail-on says, 1 where one is, 2 where nothing could be diagnosed.
`;

async function run(args: readonly string[]): Promise<number> {
  const { values: options, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      target: { type: 'string' },
      'one-hot': { type: 'boolean' },
      loss: { type: 'string' },
      optimizer: { type: 'string', default: 'sgd' },
      'learning-rate': { type: 'string' },
      'batch-size': { type: 'string' },
      steps: { type: 'string' },
      seeds: { type: 'string' },
      until: { type: 'string' },
      require: { type: 'string', multiple: true, default: [] },
      format: { type: 'string', default: 'text' },
      output: { type: 'string' },
      'fail-on': { type: 'string', default: 'error' },
    },
  });
  const [file] = positionals;
  if (positionals.length !== 1 || file === undefined)
    throw new UsageError(`diagnose takes one model; got ${positionals.length}`);
  if (options.data === undefined) throw new UsageError('diagnose needs --data FILE');
  const format = oneOf('format', options.format, FORMATS);
  const failOn = oneOf('fail-on', options['fail-on'], FAIL_ON);
  const numbers = numbersOf({
    batchSize: options['batch-size'],
    steps: options.steps,
    seeds: options.seeds,
  });
  const rate = numbersOf({ learningRate: options['learning-rate'] });
  const optimizer: OptimizerSpec = { name: options.optimizer, ...rate };

  // Loaded only now: --help and a wrong command line are answered without TensorFlow.
  const { runDiagnosis } = await import('./run.js');
  return runDiagnosis({
    model: file,
    modules: options.require,
    data: options.data,
    dataOptions: {
      targets: options.target?.split(',') ?? null,
      oneHot: options['one-hot'] ?? options.loss === 'categoricalCrossentropy',
    },
    options: {
      optimizer,
      ...numbers,
      ...(options.loss === undefined ? {} : { loss: options.loss }),
      ...(options.until === undefined ? {} : { until: options.until }),
    },
    format,
    output: options.output ?? null,
    failOn,
  });
}

function oneOf<T extends string>(name: string, value: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw new UsageError(`--${name} takes ${choices.join(', ')}; got '${value}'`);
}

/** The options that are numbers; `diagnose` checks their ranges. */
function numbersOf(texts: Readonly<Record<string, string | undefined>>): Record<string, number> {
  const given = Object.entries(texts).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(
    given.map(([name, text]) => {
      const value = Number(text);
      if (text.trim() !== '' && Number.isFinite(value)) return [name, value];
      throw new UsageError(
        `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)} takes a number; got '${text}'`,
      );
    }),
  );
}

export const diagnoseCommand: Command = { help, run };
