// The change that all steps together can make, from the plan alone.
import { formatNumber } from '../../format';
import { mixesInputs } from '../../hooks';
import { kernelOf } from './kernels';
import type { OutputPlan, Plan } from './plan';
import { reachOf } from './reach';

/** The largest change that the planned steps can make, and how it is measured. */
export interface PlannedMove {
  readonly value: number;
  readonly quantity: string;
  /** The rest of a sentence that begins with the steps: 'can change no pre-activation by more than 0.02'. */
  readonly words: string;
  readonly basis: string;
  readonly rate: number;
  readonly usualRate: number | null;
}

/**
 * The change of a pre-activation (Adam and its like), or the logarithm of what is left of a bias's way (gradient descent) after all
 * steps. Null where the steps or the optimiser are not known.
 */
export function plannedMove(plan: Plan): PlannedMove | null {
  const { total, isBounded, family, inputRms, rate, usualRate } = reachOf(plan);
  if (total === null) return null;
  if (isBounded) {
    // Each of a unit's n weights moves by the distance; where all go the same way, z moves n times as far.
    const fanIns = trainedFanIns(plan).map(
      ({ fanIn, isFirst }) => fanIn * (isFirst ? Math.max(1, inputRms) : 1),
    );
    const value = total * Math.max(1, ...fanIns);
    return {
      value,
      quantity: 'largest change of a pre-activation: rate × steps × inputs of a unit',
      words: `can change no pre-activation by more than ${formatNumber(value, 2)}`,
      basis:
        'arithmetic: a step of the optimiser moves a weight by about its rate (Kingma and Ba 2015, section 2.1)',
      rate,
      usualRate,
    };
  }
  if (family !== 'gradient') return null;
  const value =
    total *
    Math.max(
      ...plan.outputs.map((output, i) => {
        const last = plan.calls.outputs[i];
        // One input of size 1 and one weight for each unit before it, besides the bias.
        return curvatureOf(output) * (1 + (last ? (kernelOf(last.layer)?.fanIn ?? MANY) : MANY));
      }),
    );
  return {
    value,
    quantity: 'rate × steps × curvature of the loss along an output',
    words: `bring an output at most ${formatNumber(100 * -Math.expm1(-value), 2)} % of its way`,
    basis:
      'closed form: gradient descent leaves the share exp(-rate λ steps) of the way, with λ for inputs of size 1',
    rate,
    usualRate,
  };
}

/** The inputs of an output whose matrix is not known: enough to say nothing. */
const MANY = 1000;

/** The curvature of a loss along the bias of one of its outputs, at its start; of a function, that of the loss that suits y. */
export const curvatureOf = (output: OutputPlan): number => output.lossWeight * unweightedCurvature(output);

function unweightedCurvature({ lossName, activation, units, encoding }: OutputPlan): number {
  const k = units ?? 1;
  const isSquared = lossName === 'meanSquaredError' || (lossName === null && encoding === 'numbers');
  if (isSquared) return (activation === 'sigmoid' ? 1 / 8 : 2) / k; // 2 σ'(0)² = 1/8
  const isBinary = lossName === 'binaryCrossentropy' || (lossName === null && k === 1);
  if (isBinary) return 1 / (4 * k); // p (1 - p) at p = 1/2
  return lossName === null || ON_CLASSES.includes(lossName) ? (k - 1) / k ** 2 : 1; // p (1 - p) at p = 1 / k
}

const ON_CLASSES = ['categoricalCrossentropy', 'sparseCategoricalCrossentropy', 'crossEntropy'];

function trainedFanIns({ calls, inputs }: Plan): { fanIn: number; isFirst: boolean }[] {
  const names = inputs.map(({ name }) => name);
  return calls.all
    .filter(({ layer }) => layer.trainable && mixesInputs(layer))
    .map((call) => ({
      fanIn: kernelOf(call.layer)?.fanIn ?? 1,
      isFirst: call.inputs.some(({ layer }) => names.includes(layer.name)),
    }));
}
