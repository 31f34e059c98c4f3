import { activationNameOf } from '../../../activations';
import { formatNumber } from '../../../format';
import { mixesInputs } from '../../../hooks';
import { featuresOf, type Column, type DataSummary } from '../../plan/columns';
import { firstCallsOf } from '../../plan/first-layers';
import { keepsValues, nearestAfter, type LayerCall } from '../../plan/layer-calls';
import { kernelOf } from '../../plan/kernels';
import { hiddenActivations } from '../../plan/hidden-activations';
import type { InputPlan, Plan } from '../../plan/plan';
import type { Rule } from '../../rule';
import type { Symptom } from '../../finding';

/** The thresholds of the four ways in which x can be far from what initialisations assume. */
const LIMITS = {
  /** From here on the first layer's pre-activations are beyond what any initialisation aims at by an order of magnitude. */
  large: 10,
  /** The largest value below which the biases outweigh what the inputs add. */
  small: 0.01,
  /** The ratio of the constant part of x to the part that differs between rows. */
  offset: 10,
  /** The ratio of ranges between columns from which on the smaller ones do not count. */
  apart: 100,
} as const;

/** Initialisations assume inputs of mean square 1 (He et al. 2015, section 2.2; LeCun et al. 1998, section 4.3). */
export const inputsNotScaled: Rule<Plan> = {
  name: 'inputs-not-scaled',
  cause: 'inputs-not-scaled',
  summary: 'x is far from a mean square of 1, from a mean of 0, or its columns are orders of magnitude apart',
  source: 'LeCun et al. 1998, section 4.3; He et al. 2015, section 2.2',
  notebook: '04-initialisation',
  inspect: (plan) => plan.inputs.flatMap((input) => symptomsOf(plan, input)),
};

function symptomsOf(plan: Plan, { name, data }: InputPlan): Symptom[] {
  const { calls, inputs } = plan;
  const x = inputs.length === 1 ? 'x' : `the input ${name}`;
  const takers = firstCallsOf(calls, name).filter(({ layer }) => mixesInputs(layer) && kernelOf(layer));
  if (takers.length === 0 || data.min > data.max) return [];
  const features = featuresOf(data).filter(({ mean }) => !Number.isNaN(mean));
  const isNormalized = takers.every((call) => isNormalizedAfter(calls.all, call, 'Normalization'));
  // A layer normalisation takes the scale of a row away, but not what all rows have in common.
  const isCentred = takers.every((call) => isNormalizedAfter(calls.all, call, 'BatchNormalization'));
  const apart = data.rowShape.length === 1 ? apartOf(features) : null;
  const [mean2, variance] = [
    average(features, ({ mean }) => mean ** 2),
    average(features, ({ std }) => std ** 2),
  ];
  const rms = Math.sqrt(mean2 + variance);
  const taker = takers[0]!.layer;
  const zStd = rms * kernelOf(taker)!.rms * Math.sqrt(kernelOf(taker)!.fanIn);
  const common = {
    layer: taker.name,
    meaning: '',
    remedy: { ...remedyOf(data, inputs.length === 1 ? 'x' : name), fixes: ['scale x'] as const },
  };
  if (!isNormalized && rms >= LIMITS.large) {
    return [
      {
        ...common,
        severity: 'warning',
        confidence: rms >= LIMITS.large ** 2 ? 0.9 : 0.8,
        columns: largest(features),
        evidence: {
          quantity: `root mean square of ${x}`,
          value: rms,
          threshold: LIMITS.large,
          basis:
            'initialisations assume 1 (He et al. 2015, section 2.2); ten times that is an order of magnitude',
        },
        problem:
          `${sentenceStart(x)} is not scaled: its root mean square is ${formatNumber(rms)} (values from ${formatNumber(data.min)} to ` +
          `${formatNumber(data.max)}), so that the pre-activations of ${taker.name} start at about ${formatNumber(zStd)}`,
        meaning:
          `Initialisations keep signals of mean square 1 at that size. Larger inputs ${saturates(plan)}make the first outputs and ` +
          'losses large, and make the loss so much steeper along the first layer that one rate does not suit all layers.',
      },
    ];
  }
  if (apart) {
    return [
      {
        ...common,
        severity: 'warning',
        confidence: 0.8,
        columns: [apart.widest.index, apart.narrowest.index],
        evidence: {
          quantity: 'ratio of the widest range of a column to the narrowest',
          value: apart.ratio,
          threshold: LIMITS.apart,
          basis: 'arithmetic: the curvature of the loss along a weight grows with the square of its column',
        },
        problem:
          `The columns of ${x} are on scales that differ ${formatNumber(apart.ratio, 2)} times: column ${apart.widest.index} goes from ` +
          `${formatNumber(apart.widest.min)} to ${formatNumber(apart.widest.max)}, column ${apart.narrowest.index} from ` +
          `${formatNumber(apart.narrowest.min)} to ${formatNumber(apart.narrowest.max)}`,
        meaning:
          'The network sees the widest columns only, until the weights of the others have grown by that ratio; ' +
          'with one learning rate that takes very long.',
      },
    ];
  }
  if (!isCentred && variance > 0 && mean2 > LIMITS.offset ** 2 * variance) {
    return [
      {
        ...common,
        severity: 'warning',
        confidence: 0.8,
        columns: largest(features),
        evidence: {
          quantity: `ratio of the mean of ${x} to its standard deviation by column`,
          value: Math.sqrt(mean2 / variance),
          threshold: LIMITS.offset,
          basis: 'arithmetic: the squared ratio is that of the curvatures along the mean and across it',
        },
        problem:
          `${sentenceStart(x)} has a mean ${formatNumber(Math.sqrt(mean2 / variance), 2)} times its standard deviation ` +
          `(values from ${formatNumber(data.min)} to ${formatNumber(data.max)})`,
        meaning:
          'All rows look the same to the first layer but for a small part: the direction of the mean takes the learning rate, ' +
          'and what tells rows apart is learnt very slowly.',
      },
    ];
  }
  if (!isNormalized && data.max > data.min && Math.max(-data.min, data.max) < LIMITS.small) {
    return [
      {
        ...common,
        severity: 'warning',
        confidence: 0.7,
        evidence: {
          quantity: `largest absolute value of ${x}`,
          value: Math.max(-data.min, data.max),
          threshold: LIMITS.small,
          basis: 'initialisations assume a mean square of 1 (He et al. 2015, section 2.2)',
        },
        problem: `${sentenceStart(x)} is not scaled: no value is larger than ${formatNumber(Math.max(-data.min, data.max))}`,
        meaning:
          'The rows hardly move the pre-activations: the network starts as a constant, and its first weights see small gradients.',
      },
    ];
  }
  return [];
}

/** The name of an input at the start of a sentence; x is a name and stays as it is. */
const sentenceStart = (words: string): string => words.replace(/^the /, 'The ');

/** The harm that large inputs do to activations with flat ends; empty where the network has none. */
function saturates(plan: Plan): string {
  const { saturating } = hiddenActivations(plan);
  return saturating.length === 0 ? '' : `saturate ${saturating.join(' and ')}, `;
}

const average = (columns: readonly Column[], value: (column: Column) => number): number =>
  columns.reduce((sum, column) => sum + value(column), 0) / columns.length;

/** The columns of the largest mean squares, at most ten. */
const largest = (columns: readonly Column[]): number[] =>
  [...columns]
    .sort((p, q) => q.mean ** 2 + q.std ** 2 - p.mean ** 2 - p.std ** 2)
    .slice(0, 10)
    .map(({ index }) => index);

/** The widest and the narrowest column that is not constant, where they are far apart. */
function apartOf(columns: readonly Column[]): { widest: Column; narrowest: Column; ratio: number } | null {
  const range = ({ min, max }: Column): number => max - min;
  const sorted = columns.filter((column) => range(column) > 0).sort((p, q) => range(p) - range(q));
  const [narrowest, widest] = [sorted[0], sorted.at(-1)];
  if (!narrowest || !widest) return null;
  const ratio = range(widest) / range(narrowest);
  return ratio >= LIMITS.apart ? { widest, narrowest, ratio } : null;
}

/** Whether a normalisation follows a layer before anything that is not linear: then the scale of x does not matter. */
function isNormalizedAfter(all: readonly LayerCall[], call: LayerCall, className: string): boolean {
  if (activationNameOf(call.layer) !== null) return false;
  const next = nearestAfter({ all, outputs: [] }, call, ({ layer }) => keepsValues(layer));
  return next.length > 0 && next.every(({ layer }) => layer.getClassName().endsWith(className));
}

/** Pixels are divided by their largest value, other columns standardised. */
function remedyOf({ rowShape, isWhole, min, max }: DataSummary, name: string): Symptom['remedy'] {
  const x = /^[a-z_$][\w$]*$/i.test(name) ? name : 'x';
  const arePixels = isWhole && min >= 0 && max <= 255 && (rowShape.length > 1 || max > 200);
  if (!arePixels && rowShape.length > 1)
    return {
      text: 'Subtract the mean of all values, and divide by their standard deviation; do the same to rows that are predicted later.',
      code: `const { mean, variance } = tf.moments(${x});\nconst scaled = ${x}.sub(mean).div(variance.sqrt());`,
      fixes: ['scale x'],
    };
  return arePixels
    ? { text: 'Divide the pixels by 255.', code: `const scaled = ${x}.div(255);`, fixes: ['scale x'] }
    : {
        text: 'Subtract the mean of each column, and divide by its standard deviation; do the same to rows that are predicted later.',
        code: `const { mean, variance } = tf.moments(${x}, 0);\nconst scaled = ${x}.sub(mean).div(variance.sqrt().add(1e-7));`,
        fixes: ['scale x'],
      };
}
