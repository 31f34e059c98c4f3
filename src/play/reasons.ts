// The reasons in sentences: which factor each layer has, what it is made of, and what that does over all layers.
import { activations } from '../activations';
import { formatNumber } from '../format';
import { gradientRatio } from '../theory';
import { meanFactor, saturatedShare, type Measurement } from './measurement';
import { specOf, weightDeviation } from './network';
import { FIELDS, type PlayState } from './state';

const percent = (share: number): string => `${formatNumber(100 * share, 2)} %`;

/** The size of a product of equal factors: "0.138 once for each of 19 layers makes 5e−17". */
function product(measurement: Measurement): string[] {
  const { layers, theory } = measurement;
  const mean = meanFactor(measurement);
  if (mean === null)
    return ['With one hidden layer there is one step back, from the logits, and no product yet.'];
  if (!Number.isFinite(mean)) return [];
  const steps = layers.at(-2)!.depth - layers[0]!.depth;
  const predicted = theory.factor === null ? '' : ` (theory: ${formatNumber(theory.factor)})`;
  const total = formatNumber(mean ** steps, 2);
  const multiplied = `From one hidden layer to the one before, the gradient is multiplied by ${formatNumber(mean)} on average${predicted}.`;
  const over = steps < 2 ? '' : ` Over ${steps} such steps that makes ${total}.`;
  return [`${multiplied}${over}${beforeThem(layers)}`];
}

/** The step that the product leaves out: from the logits, whose weights have another shape. */
function beforeThem(layers: Measurement['layers']): string {
  const factor = layers.at(-2)!.gradient / layers.at(-1)!.gradient;
  return Number.isFinite(factor)
    ? ` The step before these, from the logits to the last hidden layer, has a factor of ${formatNumber(factor, 2)}.`
    : '';
}

/** The parts of the factor: the weights, and the slopes of the activation. */
function parts(measurement: Measurement): string[] {
  const { state, theory } = measurement;
  const label = activations[state.activation].label;
  const sigma = formatNumber(weightDeviation(state));
  if (state.skip && state.depth > 1)
    return [
      `The skip connections lead past every layer with a factor of exactly one, and the layers add to it: the gradient can grow, but hardly vanish.${
        overAll(measurement) > MUCH ? ' Here the layers add so much that it explodes.' : ''
      }`,
    ];
  if (state.normalization !== 'none') return normalizationWords(measurement);
  if (state.activation === 'linear')
    return [`Without an activation the factor is that of the weights alone, σ_w = ${sigma}.`];
  if (theory.factor === null || theory.factor === 0) return [];
  const slope = theory.factor / weightDeviation(state);
  return [
    `The factor is that of the weights, σ_w = ${sigma}, times the root mean square of the slopes of the ${label}, ${formatNumber(slope)}.`,
    ...slopeWords(measurement),
  ];
}

/** The factor that theory expects between layers behind the first, whose inputs have another size. */
function innerFactor({ state: { depth }, theory: { gradients } }: Measurement): number | null {
  return gradients === null || depth < 4
    ? null
    : (gradients[1]! / gradients[depth - 1]!) ** (1 / (depth - 2));
}

function normalizationWords(measurement: Measurement): string[] {
  const { state } = measurement;
  const name = { none: '', batch: 'Batch norm', layer: 'Layer norm', rms: 'RMS norm' }[state.normalization];
  const factor = innerFactor(measurement);
  const rest = (what: string): string =>
    ` What is left of the ${activations[state.activation].label} is ${formatNumber(factor!)}, ${what}.`;
  const left =
    factor === null || Math.abs(factor - 1) < 0.02
      ? ''
      : factor > 1
        ? rest('above one: over many layers the gradient explodes, slowly')
        : rest('below one: over many layers the gradient vanishes');
  return [
    `${name} divides by the size of what comes in, and so the gradient is divided by it on the way back: the scale of the weights cancels out.${left}`,
  ];
}

/** The slopes of the activation, against its weights. */
function slopeWords(measurement: Measurement): string[] {
  const { state, theory } = measurement;
  const sigma = weightDeviation(state);
  const factor = theory.factor!;
  const share = saturatedShare(measurement);
  if (state.activation === 'sigmoid') {
    return sigma < 4
      ? [
          `A sigmoid’s slope is at most 1/4, at z = 0: only weights with σ_w above 4 can make up for it, and those lead away from z = 0.`,
        ]
      : [
          `Such weights make z large: up to ${percent(share)} of the units of a layer are saturated and pass on next to nothing. What comes through comes through those in between, whose slope is near 1/4: ${
            factor < 0.9
              ? `too little, the factor stays below one.`
              : `the gradient may keep its size so, and yet ${share > 0.5 ? 'most' : 'many'} units can’t learn.`
          }`,
        ];
  }
  if (state.activation === 'tanh') return tanhWords(measurement, sigma, share);
  if (state.activation === 'relu')
    return [
      `A ReLU passes the gradient where z is above 0, for half of the units, whatever their size: σ_w = √2 = 1.41, He’s initialisation, makes the factor one.`,
    ];
  return [];
}

function tanhWords(measurement: Measurement, sigma: number, share: number): string[] {
  if (sigma < 0.97)
    return [
      'σ_w is below one, so z shrinks from layer to layer, to where the tanh is nearly a straight line: the slopes come near one there, and σ_w decides.',
    ];
  if (sigma <= 1.03)
    return [
      `σ_w is ${sigma === 1 ? '' : 'near '}one, the edge of chaos: z shrinks ever more slowly, the slopes go to one, and what is lost is lost slowly, too.`,
    ];
  const total = overAll(measurement);
  const end =
    total > MUCH
      ? 'but the weights win: the gradient explodes, only more slowly than σ_w alone would have it.'
      : total > 2
        ? 'but the weights win by a little: the gradient grows slowly, and over many more layers it would explode.'
        : 'which makes up for the weights: this is near the edge of chaos.';
  return [
    `σ_w is above one. Large values of z have small slopes${share > 0.01 ? ` (up to ${percent(share)} of the units of a layer are saturated)` : ''}, ${end}`,
  ];
}

/** A gradient that grows so many times explodes, in words. */
const MUCH = 10;

/** The gradient at the first layer over that at the last hidden one. */
const overAll = (measurement: Measurement): number =>
  (meanFactor(measurement) ?? NaN) ** (measurement.layers.at(-2)!.depth - measurement.layers[0]!.depth);

const HALVINGS = 12;

/** The weight scale at which theory expects a factor of one, found by halving; null where no scale of the control does. */
function levelScale(state: PlayState): number | null {
  const factorAt = (scale: number): number => gradientRatio(specOf({ ...state, scale }));
  let { min: low, max: high }: { min: number; max: number } = FIELDS.scale;
  try {
    if (factorAt(low) > 1 || factorAt(high) < 1) return null;
    for (let i = 0; i < HALVINGS; i++) {
      const middle = Math.sqrt(low * high);
      if (factorAt(middle) < 1) low = middle;
      else high = middle;
    }
  } catch {
    return null; // beyond the numbers that theory takes
  }
  return Math.sqrt(low * high);
}

/**
 * Names the weight scale at which theory expects a factor of one, for activations whose scale is in no sentence above; null where
 * there is none. It takes up to half a second.
 */
export function adviseScale({ state, theory: { factor } }: Measurement): string | null {
  const { activation, normalization, skip, scale } = state;
  if (['sigmoid', 'tanh', 'relu', 'linear'].includes(activation) || normalization !== 'none' || skip)
    return null;
  if (factor === null || Math.abs(factor - 1) < 0.02) return null;
  const level = levelScale(state);
  return level === null
    ? null
    : `Weights ${formatNumber(level / scale)} times as large would bring the factor near one.`;
}

/** Layers at which the gradient has left the numbers of float32. */
function limits({ layers }: Measurement): string[] {
  const zero = layers.filter(({ gradient }) => gradient === 0);
  const odd = layers.filter(({ gradient }) => !Number.isFinite(gradient));
  const list = (found: typeof layers): string =>
    found.length === 1 ? `layer ${found[0]!.depth}` : `layers ${found[0]!.depth} to ${found.at(-1)!.depth}`;
  return [
    ...(zero.length > 0
      ? [
          `At ${list(zero)} the gradient is exactly 0: below 10⁻⁴⁵, float32 has no number left, or no unit passes anything on.`,
        ]
      : []),
    ...(odd.length > 0
      ? [
          `At ${list(odd)} the gradient is ${Number.isNaN(odd[0]!.gradient) ? 'not a number (NaN)' : 'infinite'}: above 3.4 · 10³⁸, float32 has no number left.`,
        ]
      : []),
  ];
}

/** Whether one draw of the weights says little about the next. */
function chance({ state }: Measurement): string[] {
  const { depth, width, skip } = state;
  return depth > 0.4 * width && depth > 3 && !skip
    ? [
        `The network is deep for its width of ${width}: every draw of the weights gives another curve, and theory is their average. Try other seeds.`,
      ]
    : [];
}

/** The reasons for what was measured. */
export const explain = (measurement: Measurement): string[] => [
  ...product(measurement),
  ...limits(measurement),
  ...parts(measurement),
  ...chance(measurement),
];
