// whatIf: the effect of fixes, predicted and measured.
import { isLayersModel, isTensor, type tf } from '../../backend';
import { invalidArgument, type NameOf } from '../../errors';
import { checkModel, type LossFunction, type LossName } from '../../hooks';
import { build, type NetworkSpec } from '../../networks';
import { checkOptions, option, type Schema } from '../../option-schema';
import { nextTurn } from '../../platform';
import { tableOf, type Table } from '../../table';
import { gradientRatio } from '../../theory';
import { defaultOptimizer, TRAIN_SCHEMA, type Examples, type OptimizerSpec } from '../../training';
import { summarizeData } from '../plan/columns';
import { FIXES, PAIRS } from './fixes';
import { factsOf } from './facts';
import { measure, type Measurement } from './measure';
import type { Fix, Subject } from './subject';

/** Options of `whatIf`: what the network is trained with, and for how long each fix is tried. */
export interface WhatIfOptions {
  /** The optimiser, as in `train`. Default: the one that the model was compiled with, else 'sgd'. */
  readonly optimizer?: OptimizerSpec;
  /** The loss, as in `observe`. */
  readonly loss?: NameOf<LossName> | LossFunction;
  /** The number of examples in a step, at least 1. Default 32. */
  readonly batchSize?: number;
  /** The number of steps of each training, at least 10. Default 100. */
  readonly steps?: number;
  /** The number of seeds, at least 1, of each fix. Default 3. */
  readonly seeds?: number;
  /** The names of the fixes to try, such as ['initializer', 'skip']; pairs only of these. Default: all that apply. */
  readonly fixes?: readonly string[];
  /** A function that is called after each training. */
  readonly onProgress?: (progress: WhatIfProgress) => void;
}

/** The progress of `whatIf`. */
export interface WhatIfProgress {
  /** The fix that was measured. */
  readonly fix: string;
  /** The trainings so far. */
  readonly run: number;
  /** The trainings in all. */
  readonly runs: number;
}

/** A row of `whatIf`: one fix, or a pair of them; the first row is the network as it is. */
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- a row fits Record<string, …>
export type WhatIfRow = {
  /** The place by the loss, 1 for the least; 0 for the network as it is. */
  readonly rank: number;
  /** The name of the fix; 'none' for the network as it is. */
  readonly fix: string;
  /** The change, as code. */
  readonly change: string;
  /** The factor on the norm of dL/dz per layer that theory predicts; null where there is no theory, or no spec. */
  readonly predicted: number | null;
  /** The same factor as measured, the geometric mean over the seeds. */
  readonly factor: number;
  /** The median over the seeds of the loss after the steps, in the loss's own unit; Infinity where training ended early. */
  readonly loss: number;
  /** The loss as a share of that of the network as it is. */
  readonly share: number;
  /** The share of seeds in which the loss is below half of that of the network as it is. */
  readonly halved: number;
  /** The page of the course that explains the fix, without the extension; null where none does. */
  readonly notebook: string | null;
};

const COLUMNS = [
  'rank',
  'fix',
  'change',
  'predicted',
  'factor',
  'loss',
  'share',
  'halved',
  'notebook',
] as const satisfies readonly (keyof WhatIfRow)[];

const SCHEMA = {
  optimizer: TRAIN_SCHEMA.optimizer,
  loss: TRAIN_SCHEMA.loss,
  batchSize: option.integer({ min: 1, default: 32 }),
  steps: option.integer({ min: 10, default: 100 }),
  seeds: option.integer({ min: 1, default: 3 }),
  fixes: option.custom(checkFixes),
  onProgress: option.callback<NonNullable<WhatIfOptions['onProgress']>>('({ fix, run, runs }) => …'),
} satisfies Schema<Omit<WhatIfOptions, 'optimizer'>> & { optimizer: unknown };

function checkFixes(where: string, name: string, fixes: unknown): readonly string[] {
  const names = FIXES.map((fix) => fix.name);
  if (Array.isArray(fixes) && fixes.every((one) => names.includes(one as string))) return fixes as string[];
  throw invalidArgument(where, name, `an array of ${names.join(', ')}`, fixes);
}

/** A subject with the row that is known of it before it is measured. */
interface Candidate {
  readonly fix: string;
  readonly change: string;
  readonly notebook: string | null;
  readonly subject: Subject;
}

/**
 * Tries the fixes that apply to a network, alone and in the pairs that are used together: predicts the factor of the gradient per
 * layer where theory covers the spec, measures it, and trains shortly from several seeds. Model, optimiser and data stay as they
 * were.
 *
 * A spec is open to every fix; a model without a spec to those that need none: other weights, scaled data, rate, optimiser and
 * clipping. The order is by a short training: it says what gets a stuck network to move, not what ends best.
 *
 * @param network a spec, or any tf.LayersModel
 * @param data `{ x, y }`, a tensor each
 * @param options what the network is trained with, and for how long each fix is tried
 * @returns the network as it is, then the fixes by the loss that they reach
 * @throws {TypeError} when `network` is neither model nor spec, `data` is not `{ x, y }` of tensors, or an option is unknown or of a
 * wrong type
 * @throws {RangeError} when an option is out of its range
 * @example
 * const spec = { inputs: 64, hidden: Array(10).fill(32), outputs: 10, activation: 'sigmoid' };
 * const found = await whatIf(spec, datasets.digits().train, { fixes: ['activation', 'initializer'], seeds: 1, optimizer: 'adam' });
 * tables.values(found, 'fix').slice(0, 2); // ['none', 'activation and initializer']
 */
export async function whatIf(
  network: tf.LayersModel | NetworkSpec,
  data: Examples,
  options: WhatIfOptions = {},
): Promise<Table<WhatIfRow>> {
  const where = 'whatIf';
  const checked = checkOptions(where, 'options', options, SCHEMA);
  const model = isLayersModel(network) ? network : null;
  if (model) checkModel(where, model);
  else if (typeof network !== 'object' || network === null)
    throw invalidArgument(where, 'network', 'a tf.LayersModel or a spec', network);
  const { x, y } = (data ?? {}) as Partial<Examples>;
  if (!isTensor(x) || !isTensor(y)) throw invalidArgument(where, 'data', '{ x, y }, a tensor each', data);
  const spec = model ? null : (network as NetworkSpec);
  const probe = model ?? build(spec!);
  const optimizer =
    options.optimizer === undefined && model ? defaultOptimizer(where, model) : checked.optimizer;
  const facts = factsOf(probe, spec, summarizeData(y), optimizer);
  if (!model) probe.dispose();
  const base: Subject = {
    spec,
    scaling: { x: false, y: false },
    weights: null,
    theory: null,
    optimizer: options.optimizer ?? (optimizer.isOwned ? 'sgd' : optimizer.create()),
    rateFactor: 1,
    clip: {},
  };
  const { steps, seeds, batchSize, loss } = checked;
  const experiment = {
    ...{ model, x, y, steps, batchSize, learningRate: optimizer.learningRate },
    loss: loss as LossName | LossFunction | undefined,
  };
  const inputPower = summarizeData(x).std ** 2 + summarizeData(x).mean ** 2;
  const isAsked = ({ name }: Fix): boolean => checked.fixes?.includes(name) ?? true;
  const candidates: Candidate[] = [
    { fix: 'none', change: '', notebook: null, subject: base },
    ...FIXES.filter(isAsked).flatMap((fix) => candidateOf([fix], base, facts)),
    ...PAIRS.filter((pair) => pair.every(isAsked)).flatMap((pair) => candidateOf(pair, base, facts)),
  ];
  const measured: { candidate: Candidate; runs: Measurement[] }[] = [];
  for (const candidate of candidates) {
    const runs: Measurement[] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      runs.push(await measure(experiment, candidate.subject, seed));
      checked.onProgress?.({
        fix: candidate.fix,
        run: measured.length * seeds + seed,
        runs: candidates.length * seeds,
      });
      await nextTurn();
    }
    measured.push({ candidate, runs });
  }
  return ranked(measured, inputPower);
}

/** A fix, or a pair one after the other, as a candidate; none where one of them does not apply. */
function candidateOf(fixes: readonly Fix[], base: Subject, facts: Parameters<Fix['apply']>[1]): Candidate[] {
  let [subject, known] = [base, facts];
  const changes: string[] = [];
  for (const fix of fixes) {
    const applied = fix.apply(subject, known);
    if (applied === null) return [];
    ({ subject } = applied);
    changes.push(applied.change);
    const spec = subject.spec as { activation?: string } | null;
    known = { ...known, activation: spec?.activation ?? known.activation };
  }
  const notebook = fixes.at(-1)!.notebook;
  return [
    { fix: fixes.map(({ name }) => name).join(' and '), change: changes.join(', '), notebook, subject },
  ];
}

function ranked(
  measured: readonly { candidate: Candidate; runs: readonly Measurement[] }[],
  inputPower: number,
): Table<WhatIfRow> {
  const [base, ...others] = measured.map(({ candidate, runs }) => ({
    ...candidate,
    predicted: predictedFactor(candidate.subject, inputPower),
    factor: Math.exp(runs.reduce((sum, { factor }) => sum + Math.log(factor), 0) / runs.length),
    loss: median(runs.map(({ loss }) => loss)),
    losses: runs.map(({ loss }) => loss),
  }));
  const reference = base!.loss;
  const sorted = others.sort((p, q) => p.loss - q.loss);
  const rows = [base!, ...sorted].map(({ fix, change, predicted, factor, loss, losses, notebook }, rank) => ({
    ...{ rank, fix, change, predicted, factor, loss, notebook },
    share: loss / reference,
    halved: losses.filter((one) => one < reference / 2).length / losses.length,
  }));
  return tableOf<WhatIfRow>(rows, COLUMNS);
}

/** The factor that theory predicts; null where it covers no such spec. */
function predictedFactor({ spec: own, theory, scaling }: Subject, power: number): number | null {
  const spec = theory ?? own;
  const inputPower = scaling.x || theory !== null ? 1 : power;
  if (spec === null || !('hidden' in spec || 'blocks' in spec)) return null;
  try {
    return gradientRatio(spec, { inputPower });
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((p, q) => p - q);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
