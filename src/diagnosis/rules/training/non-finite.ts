import { rateFixes } from '../../runs/rates';
import { formatNumber } from '../../../format';
import type { Cause } from '../../finding';
import type { Rule } from '../../rule';
import type { Runs } from '../../runs/runs';

/** Growth of the gradient's norm over the first one from which it explodes, before a value that is not finite. */
const EXPLOSION = 1e3;

/** The first value that is not finite ends a training. */
export const nonFinite: Rule<Runs> = {
  name: 'non-finite',
  cause: 'exploding-gradient',
  summary: 'the loss or a gradient becomes NaN or infinite',
  source: 'arithmetic: an update by NaN makes every weight NaN',
  notebook: null,
  inspect: ({ runs, steps, trials }) => {
    const bad = runs.filter(({ stopped }) => stopped !== null);
    if (bad.length === 0) return [];
    const { stopped, history } = bad.reduce((p, q) => (q.stopped!.step < p.stopped!.step ? q : p));
    const { step, layer, quantity, reason } = stopped!;
    const slower = trials.find(({ factor, stopped: end }) => factor < 1 && end === null);
    const norms = history.map(({ gradientNorm }) => gradientNorm).filter(Number.isFinite);
    const growth = norms.length === 0 ? NaN : Math.max(...norms) / norms[0]!;
    const cause: Cause =
      quantity === 'x' || quantity === 'y'
        ? 'data-mistake'
        : step > 1 && slower
          ? 'learning-rate-too-high'
          : quantity === 'loss' && !(growth > EXPLOSION)
            ? 'output-activation-mismatch-loss'
            : 'exploding-gradient';
    return [
      {
        severity: 'error',
        cause,
        confidence: bad.length / runs.length,
        layer,
        evidence: {
          quantity: 'step of the first value that is not finite',
          value: step,
          threshold: steps,
          basis: 'arithmetic: NaN spreads to every weight in one update',
        },
        problem: `${reason[0]!.toUpperCase()}${reason.slice(1)}, in ${bad.length} of ${runs.length} runs`,
        meaning: 'From the first value that is not finite on, every weight is NaN, and the network is lost.',
        remedy: slower
          ? {
              fixes: rateFixes(slower.factor),
              text: `Lower the learning rate: at ${formatNumber(slower.factor)} times the rate the same steps stay finite. Or clip the gradient.`,
              code: 'await train(model, { x, y }, { epochs: 10, clip: { norm: 1 } });',
            }
          : {
              fixes: ['clipping'],
              text: 'Keep the values finite where this one arose: scale the data, keep logarithms and divisions off 0, or clip the gradient.',
              code: 'await train(model, { x, y }, { epochs: 10, clip: { norm: 1 } });',
            },
      },
    ];
  },
};
