// The reasons in sentences: which factor each layer has, what it is made of, and what that does over all layers.
import { activations } from '../activations';
import { formatNumber } from '../format';
import { meanFactor, saturatedShare, type Measurement } from './measurement';
import { weightDeviation } from './network';

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
      'The skip connections lead past every layer with a factor of exactly one, and the layers add to it: the gradient can grow, but hardly vanish.',
    ];
  if (state.normalization !== 'none') return normalizationWords(measurement);
  if (state.activation === 'linear')
    return [`Without an activation the factor is that of the weights alone, σ_w = ${sigma}.`];
  if (theory.factor === null || theory.factor === 0) return [];
  const slope = theory.factor / weightDeviation(state);
  return [
    `The factor is that of the weights, σ_w = ${sigma}, times the root mean square of the slopes of the ${label}, ${formatNumber(slope)}.`,
    ...slopeWords(measurement, slope),
  ];
}

function normalizationWords({ state, theory }: Measurement): string[] {
  const name = { none: '', batch: 'Batch norm', layer: 'Layer norm', rms: 'RMS norm' }[state.normalization];
  const { factor } = theory;
  const left =
    factor === null || !(factor > 1.02)
      ? ''
      : ` What is left of the ${activations[state.activation].label} is ${formatNumber(factor)}, above one: over many layers the gradient explodes, slowly.`;
  return [
    `${name} divides by the size of what comes in, and so the gradient is divided by it on the way back: the scale of the weights cancels out.${left}`,
  ];
}

/** The slopes of the activation, against its weights. */
function slopeWords(measurement: Measurement, slope: number): string[] {
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
          `Such weights make z large: up to ${percent(share)} of the units of a layer are saturated and pass on next to nothing. What comes through comes through those in between, whose slope is near 1/4: the gradient may keep its size so, and yet ${share > 0.5 ? 'most' : 'many'} units can’t learn.`,
        ];
  }
  if (state.activation === 'tanh') {
    if (sigma < 0.97)
      return [
        'σ_w is below one, so z shrinks from layer to layer, to where the tanh is a straight line: there the slopes neither help nor harm, and σ_w decides.',
      ];
    if (sigma <= 1.03)
      return [
        'σ_w = 1 is the edge of chaos: z shrinks ever more slowly, the slopes go to one, and what is lost is lost slowly, too.',
      ];
    return [
      `σ_w is above one. Large values of z have small slopes${share > 0.01 ? ` (up to ${percent(share)} of the units of a layer are saturated)` : ''}, ${
        factor > 1.005
          ? 'but the weights win: the gradient explodes, only more slowly than σ_w alone would have it.'
          : 'which makes up for the weights: this is near the edge of chaos.'
      }`,
    ];
  }
  if (state.activation === 'relu')
    return [
      `A ReLU passes the gradient where z is above 0, for half of the units, whatever their size: σ_w = √2 = 1.41, He’s initialisation, makes the factor one.`,
    ];
  return slope < 1 && Math.abs(factor - 1) > 0.02
    ? [`Weights ${formatNumber(1 / factor, 2)} times as large would bring the factor near one.`]
    : [];
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
