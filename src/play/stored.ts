// Networks that take too long for a page: measured by `npm run play -- --store`, and stored with their words.
import { tf, scope } from '../backend';
import { mlp, type MlpSpec } from '../networks';
import { criticalPoint, layers as predictLayers } from '../theory';
import { measureModel } from './measure';
import type { Measurement } from './measurement';
import { DEFAULT_STATE, INPUTS, OUTPUTS, type PlayState } from './state';
import { formatNumber } from '../format';
import { wordsOf, type Words } from './words';

/** A measurement with its words. */
export interface Seen {
  readonly measurement: Measurement;
  readonly words: Words;
}

const [DEPTH, WIDTH, EVERY] = [1000, 64, 10];
/** So small that z settles at a mean square of about 0.025, where the tanh is nearly a straight line (notebook 11). */
const BIAS_VARIANCE = 2.01e-5;

/** Every so many layers of a measurement, the last hidden one and the logits; the theory of these layers. */
function thinned(measurement: Measurement, gradients: readonly number[]): Measurement {
  const isKept = (i: number, all: number): boolean => i % EVERY === 0 || i >= all - 2;
  return {
    ...measurement,
    layers: measurement.layers
      .filter((_, i, all) => isKept(i, all.length))
      .map((layer) => ({ ...layer, units: [] })),
    theory: { ...measurement.theory, gradients: gradients.filter((_, i, all) => isKept(i, all.length)) },
  };
}

/** The reasons of its own: it has biases, and its weights are fixed. */
const reasonsOf = (initializer: 'orthogonal' | 'lecunNormal', weightVariance: number): string[] => [
  `σ_w = ${formatNumber(Math.sqrt(weightVariance))}, with biases whose standard deviation is ${formatNumber(Math.sqrt(BIAS_VARIANCE), 2)}, is on the edge of chaos: z settles at a size where the tanh is nearly a straight line, and the factor comes to one.`,
  initializer === 'orthogonal'
    ? 'Orthogonal weights stretch no direction more than another: even this single draw stays near theory.'
    : `Gaussian weights stretch some directions and shrink others. Over a thousand layers of ${WIDTH} units that adds up: this single draw wanders far from theory, the average over all draws.`,
];

/** Measures a network of a thousand layers of tanh on the critical line. */
export function measureThousandLayers(initializer: 'orthogonal' | 'lecunNormal'): Seen {
  const { weightVariance } = criticalPoint('tanh', BIAS_VARIANCE);
  const spec: MlpSpec = {
    inputs: INPUTS,
    hidden: Array<number>(DEPTH).fill(WIDTH),
    outputs: OUTPUTS,
    activation: 'tanh',
    initializer: { name: initializer, gain: Math.sqrt(weightVariance), biasStd: Math.sqrt(BIAS_VARIANCE) },
    seed: 1,
  };
  const state: PlayState = {
    ...DEFAULT_STATE,
    depth: DEPTH,
    width: WIDTH,
    activation: 'tanh',
    initializer,
    batch: 16,
  };
  return scope(() => {
    const model: tf.LayersModel = mlp(spec);
    const whole = measureModel(model, state);
    model.dispose();
    const last = whole.layers.at(-1)!.gradient;
    const gradients = predictLayers(spec, { last }).array('value') as number[];
    const measurement = thinned(
      {
        ...whole,
        theory: {
          gradients,
          factor: (gradients[0]! / gradients[DEPTH - 1]!) ** (1 / (DEPTH - 1)),
          reason: null,
        },
      },
      gradients,
    );
    const words = wordsOf(measurement);
    return {
      measurement,
      words: { ...words, reasons: [words.reasons[0]!, ...reasonsOf(initializer, weightVariance)] },
    };
  });
}
