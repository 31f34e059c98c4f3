import { formatNumber } from '../../../format';
import { layerSettings } from '../../../backend';
import type { Evidence, Symptom } from '../../finding';
import type { Plan } from '../../plan/plan';
import { median } from '../../../math';
import type { Rule } from '../../rule';
import type { Start, StartPass } from '../../start/start';
import { lineThrough } from '../../start/trend';

/** The gradient of a recurrent layer's state over its time steps. */
interface ThroughTime {
  readonly layer: string;
  readonly kind: string;
  readonly steps: number;
  /** |dL/da| at the first time step that the layer reads over that at the last, and the factor per step. */
  readonly ratio: number;
  readonly factor: number;
}

/** Sequences shorter than this have no far past. */
const FEWEST_STEPS = 10;
const GATED = /lstm|gru/;
const SHRINKS = 1e-6;
const GROWS = { warning: 50, error: 500 };

/** Whether a layer reads its sequence from the end, as one of two in a bidirectional layer does. */
const isReversed = ({ layers }: Plan, name: string): boolean =>
  layers.some((layer) => layer.name === name && layerSettings(layer).goBackwards === true);

function throughTimeOf({ throughTime }: StartPass, plan: Plan): ThroughTime[] {
  const rows = (throughTime?.objects() ?? []).filter(({ quantity }) => quantity === 'dL/da');
  return [...new Set(rows.map(({ layer }) => layer))].flatMap((layer) => {
    const direction = isReversed(plan, layer) ? -1 : 1;
    const all = rows.filter((row) => row.layer === layer).sort((p, q) => direction * (p.time - q.time));
    const own = all.filter(({ norm }) => norm > 0);
    if (all.length < FEWEST_STEPS || own.length < 2) return [];
    const { slope } = lineThrough(own.map(({ norm }) => Math.log(norm)));
    const [first, last] = [all[0]!, own.at(-1)!];
    return [
      { layer, kind: first.kind, steps: all.length, ratio: first.norm / last.norm, factor: Math.exp(-slope) },
    ];
  });
}

/** The gradient through the time steps of a recurrent layer shrinks or grows. */
export const gradientThroughTime: Rule<Start> = {
  name: 'gradient-through-time',
  cause: 'vanishing-gradient',
  summary: 'the gradient of a recurrent layer shrinks or grows over its time steps',
  source: 'Hochreiter 1991; Bengio, Simard and Frasconi 1994; Pascanu, Mikolov and Bengio 2013',
  notebook: '10-through-time',
  inspect({ passes, plan }) {
    const all = passes.map((pass) => throughTimeOf(pass, plan));
    return (all[0] ?? []).flatMap((asItIs): Symptom[] => {
      const drawn = all.flatMap((pass) => pass.filter(({ layer }) => layer === asItIs.layer));
      const typical = {
        ...asItIs,
        ratio: median(drawn.map(({ ratio }) => ratio)),
        factor: median(drawn.map(({ factor }) => factor)),
      };
      if (typical.ratio < SHRINKS) return [vanishes(typical)];
      return typical.ratio > GROWS.warning ? [explodes(typical)] : [];
    });
  },
};

function vanishes(gradient: ThroughTime): Symptom {
  const isGated = GATED.test(gradient.kind);
  return {
    severity: isGated ? 'info' : 'warning',
    confidence: 0.8,
    layer: gradient.layer,
    evidence: evidenceOf(
      gradient,
      SHRINKS,
      'arithmetic: the resolution of float32; the sum over the steps has no part of the first ones',
    ),
    problem: `The gradient through the time steps of ${gradient.layer} vanishes: ${changeOf(gradient)}.`,
    meaning:
      'At its start the layer learns from the last time steps only: the earlier ones get next to no gradient.',
    remedy: isGated
      ? {
          text: 'Start the forget bias higher, at about the logarithm of the number of steps to remember.',
          code: null,
          fixes: ['forget bias'],
        }
      : {
          text: 'Use an LSTM or a GRU, or an orthogonal recurrent matrix; or shorten the sequences.',
          code: 'tf.layers.lstm({ units, unitForgetBias: true })',
          fixes: ['gates'],
        },
  };
}

const explodes = (gradient: ThroughTime): Symptom => ({
  severity: gradient.ratio > GROWS.error ? 'error' : 'warning',
  cause: 'exploding-gradient',
  confidence: 0.8,
  layer: gradient.layer,
  evidence: evidenceOf(
    gradient,
    GROWS.error,
    'measured: gradients that grow more than 300 times did not train',
  ),
  problem: `The gradient through the time steps of ${gradient.layer} explodes: ${changeOf(gradient)}.`,
  meaning:
    'Small changes of the first states change the output at will: the steps jump, and weights become NaN.',
  remedy: {
    text: 'Clip the norm of the gradient, use tanh in the cell, and an orthogonal recurrent matrix.',
    code: "tf.layers.lstm({ units, activation: 'tanh', recurrentInitializer: 'orthogonal' })",
    fixes: ['orthogonal recurrence', 'clipping'],
  },
});

const evidenceOf = ({ layer, ratio }: ThroughTime, threshold: number, basis: string): Evidence => ({
  quantity: `|dL/da| of ${layer} at the first time step over that at the last`,
  value: ratio,
  threshold,
  basis,
});

function changeOf({ steps, ratio, factor }: ThroughTime): string {
  const size = ratio === 0 ? '0 to rounding' : `${formatNumber(ratio, 2)} of that at the last`;
  return `at the first of ${steps} time steps it is ${size}, a factor of ${formatNumber(factor, 3)} a step`;
}
