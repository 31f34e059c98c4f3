import { activationNameOf } from '../../../activations';
import type { tf } from '../../../backend';
import { formatNumber } from '../../../format';
import { mixesInputs } from '../../../hooks';
import { featuresOf, type Column, type DataSummary } from '../../plan/columns';
import { firstCallsOf } from '../../plan/first-layers';
import { keepsValues, nearestAfter, type LayerCall } from '../../plan/layer-calls';
import { kernelOf } from '../../plan/kernels';
import { hiddenActivations } from '../../plan/hidden-activations';
import type { InputPlan, Plan } from '../../plan/plan';
import type { Rule } from '../../rule';
import type { Remedy, Symptom } from '../../finding';

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

/** The facts of an input that the four symptoms are told from. */
interface Facts {
  readonly plan: Plan;
  readonly data: DataSummary;
  /** The name in sentences. */
  readonly x: string;
  readonly features: readonly Column[];
  /** The first layer that mixes the input's columns. */
  readonly taker: tf.layers.Layer;
  /** The mean over the columns of their squared means, and of their variances. */
  readonly mean2: number;
  readonly variance: number;
  /** Whether a normalisation takes the scale of x away. */
  readonly isNormalized: boolean;
  /** Whether one takes away what all rows have in common. */
  readonly isCentered: boolean;
}

/** The parts of a symptom that are its own; layer, severity and remedy are the same for all four. */
type Told = Omit<Symptom, 'severity' | 'layer' | 'remedy'>;

function symptomsOf(plan: Plan, { name, data }: InputPlan): Symptom[] {
  const { calls, inputs } = plan;
  const takers = firstCallsOf(calls, name).filter(({ layer }) => mixesInputs(layer) && kernelOf(layer));
  if (takers.length === 0 || data.min > data.max) return [];
  const features = featuresOf(data).filter(({ mean }) => !Number.isNaN(mean));
  const taker = takers[0]!.layer;
  const facts: Facts = {
    plan,
    data,
    x: inputs.length === 1 ? 'x' : `the input ${name}`,
    features,
    taker,
    mean2: average(features, ({ mean }) => mean ** 2),
    variance: average(features, ({ std }) => std ** 2),
    isNormalized: takers.every((call) => isNormalizedAfter(calls.all, call, 'Normalization')),
    // A layer normalisation takes the scale of a row away, but not what all rows have in common.
    isCentered: takers.every((call) => isNormalizedAfter(calls.all, call, 'BatchNormalization')),
  };
  const told = tooLarge(facts) ?? farApart(facts) ?? offCenter(facts) ?? tooSmall(facts);
  if (told === null) return [];
  const remedy = remedyOf(data, inputs.length === 1 ? 'x' : name);
  return [{ ...told, severity: 'warning', layer: taker.name, remedy: { ...remedy, fixes: ['scale x'] } }];
}

function tooLarge({ plan, data, x, features, taker, mean2, variance, isNormalized }: Facts): Told | null {
  const rms = Math.sqrt(mean2 + variance);
  if (isNormalized || !(rms >= LIMITS.large)) return null;
  const kernel = kernelOf(taker)!;
  return {
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
      `${formatNumber(data.max)}), so that the pre-activations of ${taker.name} start at about ${formatNumber(rms * kernel.rms * Math.sqrt(kernel.fanIn))}`,
    meaning:
      `Initialisations keep signals of mean square 1 at that size. Larger inputs ${saturates(plan)}make the first outputs and ` +
      'losses large, and make the loss so much steeper along the first layer that one rate does not suit all layers.',
  };
}

function farApart({ data, x, features }: Facts): Told | null {
  const apart = data.rowShape.length === 1 ? apartOf(features) : null;
  if (apart === null) return null;
  const { widest, narrowest, ratio } = apart;
  return {
    confidence: 0.8,
    columns: [widest.index, narrowest.index],
    evidence: {
      quantity: 'ratio of the widest range of a column to the narrowest',
      value: ratio,
      threshold: LIMITS.apart,
      basis: 'arithmetic: the curvature of the loss along a weight grows with the square of its column',
    },
    problem:
      `The columns of ${x} are on scales that differ ${formatNumber(ratio, 2)} times: column ${widest.index} goes from ` +
      `${formatNumber(widest.min)} to ${formatNumber(widest.max)}, column ${narrowest.index} from ` +
      `${formatNumber(narrowest.min)} to ${formatNumber(narrowest.max)}`,
    meaning:
      'The network sees the widest columns only, until the weights of the others have grown by that ratio; ' +
      'with one learning rate that takes very long.',
  };
}

function offCenter({ data, x, features, mean2, variance, isCentered }: Facts): Told | null {
  if (isCentered || !(variance > 0 && mean2 > LIMITS.offset ** 2 * variance)) return null;
  const ratio = Math.sqrt(mean2 / variance);
  return {
    confidence: 0.8,
    columns: largest(features),
    evidence: {
      quantity: `ratio of the mean of ${x} to its standard deviation by column`,
      value: ratio,
      threshold: LIMITS.offset,
      basis: 'arithmetic: the squared ratio is that of the curvatures along the mean and across it',
    },
    problem:
      `${sentenceStart(x)} has a mean ${formatNumber(ratio, 2)} times its standard deviation ` +
      `(values from ${formatNumber(data.min)} to ${formatNumber(data.max)})`,
    meaning:
      'All rows look the same to the first layer but for a small part: the direction of the mean takes the learning rate, ' +
      'and what tells rows apart is learnt very slowly.',
  };
}

function tooSmall({ data, x, isNormalized }: Facts): Told | null {
  const size = Math.max(-data.min, data.max);
  if (isNormalized || !(data.max > data.min && size < LIMITS.small)) return null;
  return {
    confidence: 0.7,
    evidence: {
      quantity: `largest absolute value of ${x}`,
      value: size,
      threshold: LIMITS.small,
      basis: 'initialisations assume a mean square of 1 (He et al. 2015, section 2.2)',
    },
    problem: `${sentenceStart(x)} is not scaled: no value is larger than ${formatNumber(size)}`,
    meaning:
      'The rows hardly move the pre-activations: the network starts as a constant, and its first weights see small gradients.',
  };
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
function remedyOf({ rowShape, isWhole, min, max }: DataSummary, name: string): Pick<Remedy, 'text' | 'code'> {
  const x = /^[a-z_$][\w$]*$/i.test(name) ? name : 'x';
  const arePixels = isWhole && min >= 0 && max <= 255 && (rowShape.length > 1 || max > 200);
  if (!arePixels && rowShape.length > 1)
    return {
      text: 'Subtract the mean of all values, and divide by their standard deviation; do the same to rows that are predicted later.',
      code: `const { mean, variance } = tf.moments(${x});\nconst scaled = ${x}.sub(mean).div(variance.sqrt());`,
    };
  return arePixels
    ? { text: 'Divide the pixels by 255.', code: `const scaled = ${x}.div(255);` }
    : {
        text: 'Subtract the mean of each column, and divide by its standard deviation; do the same to rows that are predicted later.',
        code: `const { mean, variance } = tf.moments(${x}, 0);\nconst scaled = ${x}.sub(mean).div(variance.sqrt().add(1e-7));`,
      };
}
