import { formatNumber } from '../../../format';
import type { Rule } from '../../rule';
import { diverges, share } from '../../runs/outcome';
import { rateThatLearns } from '../../runs/rates';
import type { Run, Runs } from '../../runs/runs';

/** The growth of the gradient's norm over its start; a run that learns has shown 270 times, so that growth alone is no fault. */
const GROWTH = 1e3;

/** A gradient that grows a thousandfold within a run that diverges. */
export const explodingSteps: Rule<Runs> = {
  name: 'exploding-steps',
  cause: 'exploding-gradient',
  summary: 'the gradient grows a thousandfold in a few steps, and the loss with it',
  source: 'Pascanu et al. 2013, section 2.2',
  notebook: '10-through-time',
  inspect: (runs) => {
    const grows = (run: Run): boolean => growthOf(run) >= GROWTH && diverges(run, runs.baseline);
    const part = share(runs.runs, grows);
    if (part < 0.5 || rateThatLearns(runs, 'slower') !== null) return [];
    const growth = Math.max(...runs.runs.map(growthOf).filter(Number.isFinite));
    return [
      {
        severity: 'error',
        confidence: 0.8 * part,
        layer: null,
        evidence: {
          quantity: "largest norm of the gradient, relative to the first step's",
          value: growth,
          threshold: GROWTH,
          basis:
            'a convention: runs of the public set that learn grew up to 270 times; the loss has to diverge as well',
        },
        problem: `The norm of the gradient grows ${formatNumber(growth)} times within ${runs.steps} steps`,
        meaning: 'The updates feed on themselves: a larger step leads to where the loss is steeper.',
        remedy: {
          fixes: ['clipping'],
          text: 'Clip the gradient by its norm, and lower the learning rate.',
          code: 'await train(model, { x, y }, { epochs: 10, clip: { norm: 1 } });',
        },
      },
    ];
  },
};

function growthOf({ history }: Run): number {
  const norms = history
    .map(({ gradientNorm }) => gradientNorm)
    .filter((norm) => Number.isFinite(norm) && norm > 0);
  return norms.length === 0 ? NaN : Math.max(...norms) / norms[0]!;
}
