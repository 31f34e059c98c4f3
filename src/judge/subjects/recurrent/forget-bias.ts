// The exercise on the forget gate's bias: how much a memory cell keeps.
import type { Memory } from '../../../exercises/adapters/recurrent';
import { between, brief, draws, drawn, exact, logistic, productOf, root } from '../../oracle';

/** The other way round than the logistic function. */
const logit = (gate: number): number => Math.log(gate / (1 - gate));

export const forgetBias = exact<Memory>({
  cases: drawn('recurrent/forget-bias', (random) =>
    [4, 10, 30, 100].map((steps) => ({ steps, share: between(random, 0.2, 0.8) })),
  ),
  words: ({ steps, share }) => `forgetBias(${steps}, ${brief(share)})`,
  expected: ({ steps, share }) =>
    root((bias) => productOf(draws(steps, () => logistic(bias))) - share, -20, 20),
  tolerance: 1e-6,
  slips: [
    {
      hint: 'when the gate is returned, and not its bias',
      value: ({ steps, share }) => share ** (1 / steps),
    },
    { hint: 'with the wrong sign', value: ({ steps, share }) => -logit(share ** (1 / steps)) },
    {
      hint: 'when each step is taken to lose the same amount; it loses the same share of what is left',
      value: ({ steps, share }) => logit(1 - (1 - share) / steps),
    },
    {
      hint: 'when one step is to leave that share; all steps together are to',
      value: ({ share }) => logit(share),
    },
    {
      hint: 'when the power is taken instead of the root',
      value: ({ steps, share }) => logit(share ** steps),
    },
    {
      hint: 'with the rule ln(T − 1): it leaves about 1/e, whatever is asked for',
      value: ({ steps }) => Math.log(steps - 1),
    },
    {
      hint: 'when the logarithm of the gate is taken for its bias',
      value: ({ steps, share }) => Math.log(share) / steps,
    },
  ],
});
