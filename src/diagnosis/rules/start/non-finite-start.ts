import { formatNumber } from '../../../format';
import type { Cause } from '../../finding';
import type { FixName } from '../../fix-names';
import type { Rule } from '../../rule';
import type { LayerMeasures } from '../../start/measures';
import type { Start, StartPass } from '../../start/start';
import { isSeen, overStarts } from './draws';

/** The first value of a pass that is NaN or infinite. */
interface NonFinite {
  readonly layer: string | null;
  readonly quantity: string;
  readonly cause: Cause;
  readonly meaning: string;
  readonly remedy: string;
  readonly fixes: readonly FixName[];
}

const isBad = (row: { readonly rms: number } | null): boolean => row !== null && !Number.isFinite(row.rms);
const LOGARITHMIC = /crossentropy|kullback|poisson|logarithmic/i;

function nonFiniteOf({ plan }: Start, { measures, loss, outputs }: StartPass): NonFinite | null {
  if (
    plan.inputs.some(({ data }) => data.nonFinite.count > 0) ||
    plan.outputs.some(({ target }) => target.nonFinite.count > 0)
  ) {
    return null; // the data are the reason
  }
  const weights = measures.find(({ W }) => isBad(W));
  if (weights) {
    return {
      layer: weights.layer,
      quantity: 'W',
      cause: 'bad-initialization',
      meaning:
        'The weights themselves are not numbers: an earlier training broke them, or they were loaded so.',
      remedy: 'Draw the weights anew.',
      fixes: ['initializer'],
    };
  }
  const forward = measures.find(({ z, a }) => isBad(z) || isBad(a));
  if (forward) {
    return {
      layer: forward.layer,
      quantity: isBad(forward.z) ? 'z' : 'a',
      cause: 'exploding-gradient',
      meaning: `The signal grows beyond what float32 holds on its way forward${growthOf(measures)}.`,
      remedy:
        'Scale the inputs, and draw smaller weights: with a variance of 2 / fan_in for ReLU, 1 / fan_in for tanh.',
      fixes: ['scale x', 'initializer'],
    };
  }
  if (!Number.isFinite(loss)) {
    const areOutputsFinite = outputs.every((values) => values.every(Number.isFinite));
    const name = plan.outputs[0]?.lossName ?? 'the loss';
    const isLogarithmic = LOGARITHMIC.test(name);
    return {
      layer: null,
      quantity: areOutputsFinite ? 'loss' : 'output',
      cause: isLogarithmic ? 'output-activation-mismatch-loss' : 'wrong-loss-for-task',
      meaning: isLogarithmic
        ? `${name} takes the logarithm of the outputs, or divides by their sum, and gets values that have none.`
        : `${name} divides by the targets, or overflows, at the values that it gets.`,
      remedy: isLogarithmic
        ? 'Give it probabilities: a softmax or a sigmoid at the output.'
        : "Use 'meanSquaredError' or 'meanAbsoluteError'.",
      fixes: isLogarithmic ? ['output'] : [],
    };
  }
  const backward = measures.toReversed().find(({ dz, dW }) => isBad(dz) || isBad(dW));
  if (!backward) return null;
  return {
    layer: backward.layer,
    quantity: isBad(backward.dz) ? 'dL/dz' : 'dL/dW',
    cause: 'exploding-gradient',
    meaning:
      'The values of the forward pass are finite, their gradient is not: it overflows, or an operation has none at the value that it gets.',
    remedy: 'Add a small number under roots and logarithms and in divisors; draw smaller weights.',
    fixes: ['initializer'],
  };
}

function growthOf(measures: readonly LayerMeasures[]): string {
  const finite = measures.filter(({ z }) => z && Number.isFinite(z.rms));
  const [first, last] = [finite[0]?.z, finite.at(-1)?.z];
  return first && last && first !== last
    ? `: from ${formatNumber(first.rms, 2)} at ${first.layer} to ${formatNumber(last.rms, 2)} at ${last.layer}`
    : '';
}

/** The first pass has values that are NaN or infinite. */
export const nonFiniteStart: Rule<Start> = {
  name: 'non-finite-start',
  cause: 'exploding-gradient',
  summary: 'the first pass has NaN or infinite values, from finite data',
  source: 'arithmetic: float32 ends at 3.4e38',
  notebook: null,
  inspect(start) {
    const { first: one, share, isInWeights } = overStarts(start, (pass) => nonFiniteOf(start, pass));
    if (one === null) return [];
    return [
      {
        severity: isSeen(isInWeights, share) ? 'error' : 'warning',
        confidence: share,
        cause: one.cause,
        layer: one.layer,
        evidence: {
          quantity: 'share of draws of the weights with NaN or infinite values',
          value: share,
          threshold: 0,
          basis: 'arithmetic: no update comes of a NaN',
        },
        problem: `The first pass has NaN or infinite values, before any step: ${one.quantity}${one.layer === null ? '' : ` of ${one.layer}`} is the first.`,
        meaning: one.meaning,
        remedy: { text: one.remedy, code: null, fixes: one.fixes },
      },
    ];
  },
};
