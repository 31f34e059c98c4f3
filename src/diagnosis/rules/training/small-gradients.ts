import { formatNumber } from '../../../format';
import type { Symptom } from '../../finding';
import type { Rule } from '../../rule';
import type { Runs } from '../../runs/runs';

/** The smallest number of float16 above 0 (IEEE 754); bfloat16 has float32's range. */
const FLOAT16_SUBNORMAL = 2 ** -24;

/** Gradients so small that an optimiser's epsilon or a short float type swallows them. */
export const smallGradients: Rule<Runs> = {
  name: 'small-gradients',
  cause: 'vanishing-gradient',
  summary: "gradients below Adam's epsilon, or below the smallest number of float16",
  source: 'Kingma and Ba 2015, algorithm 1: the step is m / (√v + ε); IEEE 754 for float16',
  notebook: null,
  inspect: ({ runs, plan }) => {
    const rows = runs[0]?.layersBefore.filter(({ quantity }) => quantity === 'dL/dW') ?? [];
    const nonZero = rows.filter(({ rms }) => rms > 0);
    if (nonZero.length === 0) return [];
    const least = nonZero.reduce((p, q) => (q.rms < p.rms ? q : p));
    const found: Symptom[] = [];
    const { name, epsilon } = plan.optimizer;
    const note = (threshold: number, basis: string, what: string, text: string): Symptom => ({
      severity: 'info',
      confidence: 1,
      layer: least.layer,
      evidence: { quantity: 'root mean square of dL/dW', value: least.rms, threshold, basis },
      problem: `The gradient of ${least.layer} is ${formatNumber(least.rms)} (root mean square), below ${what}`,
      meaning: 'What is below is divided by the bound in place of its own size, or rounded to 0.',
      remedy: { text, code: null },
    });
    if (/adam/i.test(name) && epsilon !== null && least.rms < epsilon)
      found.push(
        note(
          epsilon,
          "the optimiser's own epsilon",
          `Adam's epsilon of ${formatNumber(epsilon)}: its steps are small as well`,
          'Scale the loss or the data, or give Adam a smaller epsilon.',
        ),
      );
    if (least.rms < FLOAT16_SUBNORMAL)
      found.push(
        note(
          FLOAT16_SUBNORMAL,
          'IEEE 754: 2^-24 is the smallest number above 0',
          'the smallest number of float16, 6e-8: in half precision it would be 0',
          'In half precision use loss scaling, or bfloat16.',
        ),
      );
    return found;
  },
};
