// whatIf: the effect of fixes, predicted and measured.
import { isLayersModel, isTensor, scope, tf } from '../../backend';
import { invalidArgument, type NameOf } from '../../errors';
import { checkModel, lossFor, type LossFunction, type LossName } from '../../hooks';
import { build, type NetworkSpec } from '../../networks';
import { checkOptions, option, type Schema } from '../../option-schema';
import type { Table } from '../../table';
import { defaultOptimizer, TRAIN_SCHEMA, type Examples, type OptimizerSpec } from '../../training';
import type { Diagnosis } from '../diagnosis';
import { summarizeData } from '../plan/columns';
import { makePlan } from '../plan/plan';
import { candidatesOf, checkFixes, type Candidate } from './candidates';
import { factsOf } from './facts';
import { measure, type Measurement } from './measure';
import { ranked, type WhatIfRow } from './ranking';
import type { Subject } from './subject';
import { subjectOf } from './subject-of';

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
  /**
   * The fixes to try: their names, such as ['initializer', 'skip'], alone and in pairs; an array within the array for fixes
   * together; or a diagnosis, for those that its findings suggest. Default: all that apply.
   */
  readonly fixes?: readonly (string | readonly string[])[] | Pick<Diagnosis, 'findings'>;
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

const SCHEMA = {
  optimizer: TRAIN_SCHEMA.optimizer,
  loss: TRAIN_SCHEMA.loss,
  batchSize: option.integer({ min: 1, default: 32 }),
  steps: option.integer({ min: 10, default: 100 }),
  seeds: option.integer({ min: 1, default: 3 }),
  fixes: option.custom(checkFixes),
  onProgress: option.callback<NonNullable<WhatIfOptions['onProgress']>>('({ fix, run, runs }) => …'),
} satisfies Schema<Omit<WhatIfOptions, 'optimizer' | 'fixes'>> & { optimizer: unknown; fixes: unknown };

/**
 * Tries the fixes that apply to a network, alone and in the pairs that are used together: predicts the factor of the gradient per
 * layer where theory covers the spec, measures it, and trains shortly from several seeds. Model, optimiser and data stay as they
 * were.
 *
 * A spec is built anew with each fix. A model without a spec is built anew from its config, with its own weights where their shapes
 * stay, in other orders for seeds above 1; one that tfjs can't build anew, such as one of a class of your own, is open to the fixes
 * that need no other network: weights, data, loss, rate, optimiser and clipping. The fix 'output' changes the loss too: see the
 * column `rest`. The order is by a short training: it says what gets a stuck network to move, not what ends best.
 *
 * `predicted` and `factor` agree to 10 % over three seeds, for every activation of `mlp` and `residual`, from widths of 32 and for
 * depths up to 50, without normalisation, with layer norm, and with batch norm on batches of at least 32 independent rows; batches
 * of 8 are off by 10 to 30 %, of 4 by 40 to 80 %, and the column is then null. Of gradients below 1e-30, `factor` leaves out what
 * float32 does not hold.
 *
 * @param network a spec, or any tf.LayersModel
 * @param data `{ x, y }`, a tensor each
 * @param options what the network is trained with, and for how long each fix is tried
 * @returns the network as it is, then the fixes by what they reach
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
  const optimizer =
    options.optimizer === undefined && model ? defaultOptimizer(where, model) : checked.optimizer;
  const loss = checked.loss as Subject['loss'];
  const { steps, seeds, batchSize } = checked;
  const probe = model ?? build(spec!);
  const plan = makePlan(
    probe,
    probe.inputs.map(() => x),
    probe.outputs.map(() => y),
    () => ({ loss: lossFor(where, probe, loss), data: { x, y } }),
    { loss, batchSize, steps, optimizer },
  );
  const facts = factsOf(plan, spec, x);
  if (!model) probe.dispose();
  const base = await subjectOf({ model, spec, x, loss, optimizer, given: options.optimizer });
  const candidates = candidatesOf(base, facts, checked.fixes);
  const measured: { candidate: Candidate; runs: Measurement[] }[] = [];
  for (const candidate of candidates) {
    const all = Array.from({ length: seeds }, (_, i) => i + 1);
    const runs = await measure({ model, x, y, steps, batchSize }, candidate.subject, all, (own) => {
      const run = measured.length * seeds + own;
      checked.onProgress?.({ fix: candidate.fix, run, runs: candidates.length * seeds });
    });
    measured.push({ candidate, runs });
  }
  const refusals = measured.map(({ runs }) => runs[0]!.refusal);
  if (refusals.every((one) => one !== null)) throw refusals[0]!;
  const { std, mean } = summarizeData(x);
  const input = { power: std ** 2 + mean ** 2, effectiveRows: effectiveRows(x, batchSize) };
  return ranked(measured, input);
}

/** The number of independent rows that the first batch is worth: tr(G)² / tr(G²) of the Gram matrix of its centred rows. */
function effectiveRows(x: tf.Tensor, batchSize: number): number {
  return scope(() => {
    const rows = Math.min(batchSize, x.shape[0]);
    const batch = x.slice(0, rows).reshape([rows, -1]).toFloat();
    const centered = tf.sub(batch, tf.mean(batch, 0, true));
    const gram = tf.matMul(centered, centered, false, true);
    const [trace, square] = [tf.sum(tf.square(centered)), tf.sum(tf.square(gram))];
    return tf.divNoNan(tf.square(trace), square).dataSync<'float32'>()[0]!;
  });
}
