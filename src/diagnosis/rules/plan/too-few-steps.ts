import { countOf, formatNumber } from '../../../format';
import { optimizerCode } from '../../plan/optimizer-code';
import type { Plan } from '../../plan/plan';
import { plannedMove } from '../../plan/planned-move';
import type { Rule } from '../../rule';

/** The changes of an output, and the number of updates, below which a training has hardly begun. */
const LIMITS = {
  /** A network stays near what its initialisation made it: a logit of 2 is a probability of 0.88. */
  enough: 2,
  /** A change that is not seen beside outputs of about 1. */
  nothing: 0.1,
  /** The number of updates below which no optimiser gets anywhere near the end. */
  updates: 10,
} as const;

/** All updates together must be able to change a pre-activation by its own size. */
export const tooFewSteps: Rule<Plan> = {
  name: 'too-few-steps',
  cause: 'too-few-steps',
  summary: 'all steps together cannot move the weights as far as is needed to change an output',
  source:
    'arithmetic: steps of Adam are bounded by its rate (Kingma and Ba 2015, section 2.1); gradient descent on a bias closes ' +
    'the share 1 - exp(-rate λ steps) of its way',
  notebook: null,
  inspect: (plan) => {
    const { steps, batchSize, rows, optimizer } = plan;
    const move = plannedMove(plan);
    if (steps === null || move === null || optimizer.learningRate === 0) return [];
    const isShort = move.value < LIMITS.enough;
    if (!isShort && steps >= LIMITS.updates) return [];
    // With a tenth of the usual rate or less, the rate is at fault, not the number of steps.
    const isSlow = isShort && move.usualRate !== null && move.rate <= 0.1 * move.usualRate * 1.0001;
    const epochs = steps / Math.ceil(rows / batchSize);
    return [
      {
        ...(isSlow ? { cause: 'learning-rate-too-low' as const } : {}),
        severity: isShort && move.value < LIMITS.nothing ? 'error' : 'warning',
        confidence: isShort ? (move.value < LIMITS.nothing ? 0.9 : 0.7) : 0.5,
        layer: null,
        evidence: isShort
          ? { quantity: move.quantity, value: move.value, threshold: LIMITS.enough, basis: move.basis }
          : {
              quantity: 'steps',
              value: steps,
              threshold: LIMITS.updates,
              basis: 'a convention: fewer than ten updates',
            },
        problem:
          `${countOf(steps, 'step')} (${countOf(epochs, 'epoch', 2)} of ${Math.ceil(rows / batchSize)} batches) at a rate of ` +
          `${formatNumber(move.rate)} ${isShort ? move.words : 'are few'}`,
        meaning: isShort
          ? 'Even if every step went the same way, the network would stay close to what its initialisation made it.'
          : 'A training takes hundreds of steps or more: what is seen after these is the beginning.',
        remedy: isSlow
          ? {
              text: `Raise the rate to the usual ${formatNumber(move.usualRate ?? 0)}, or train ${formatNumber(Math.ceil(10 / move.value), 2)} times as long.`,
              code: `optimizer: ${optimizerCode(optimizer, move.usualRate ?? 0.01)}`,
              fixes: ['larger rate'],
            }
          : {
              text: `Train for more epochs${batchSize > 32 && rows > 32 ? ', with smaller batches' : ''}: at least ${formatNumber(Math.ceil((isShort ? 10 / move.value : 10) * epochs), 2)}.`,
              code: `await model.fit(x, y, { epochs: ${Math.ceil((isShort ? 10 / move.value : 10) * epochs)}, batchSize: ${Math.min(batchSize, 32)} });`,
            },
      },
    ];
  },
};
