import { tf, variableOf } from '../../../backend';
import { formatNumber } from '../../../format';
import { flattenLayers } from '../../../hooks';
import { initialize } from '../../../initializers';
import type { RecurrentSpec } from '../../../networks';
import { lstmBias } from '../facts';
import { changeLayers } from '../model-config';
import { withWeights, type Fix } from '../subject';

const isRecurrent = (spec: object | null): spec is RecurrentSpec => spec !== null && 'units' in spec;

/** Gates in the place of a simple recurrence (Hochreiter and Schmidhuber 1997). */
export const gates: Fix = {
  name: 'gates',
  notebook: '10-through-time',
  apply(subject, { kinds, sequenceLength }) {
    const { spec, config } = subject;
    if (spec !== null) {
      if (!isRecurrent(spec) || (spec.cell ?? 'simple') !== 'simple') return null;
      const gated: { -readonly [Key in keyof RecurrentSpec]: RecurrentSpec[Key] } = { ...spec, cell: 'lstm' };
      delete gated.activation; // a gated cell has activations of its own
      return { subject: { ...subject, spec: gated }, change: "cell: 'lstm'" };
    }
    if (config === null || !kinds.has('SimpleRNN')) return null;
    const changed = changeLayers(config, ({ className, config: own }) =>
      className !== 'SimpleRNN'
        ? null
        : [
            {
              className: 'LSTM',
              config: {
                ...own,
                activation: 'tanh',
                recurrent_activation: 'sigmoid',
                unit_forget_bias: false,
                // Drawn anew below; an identity, which a simple layer may begin with, is no matrix of four gates.
                recurrent_initializer: { class_name: 'Orthogonal', config: { gain: 1, seed: null } },
              },
            },
          ],
    );
    const value = openBias(sequenceLength);
    return {
      subject: withWeights({ ...subject, config: changed }, (model, _x, seed) => {
        drawRecurrence(model, seed);
        fillForgetBias(model, value);
      }),
      change: "tf.layers.lstm({ units, recurrentActivation: 'sigmoid', unitForgetBias: true })",
    };
  },
};

/** Orthogonal recurrent weights, which keep the norm of the state (Saxe et al. 2014). */
export const orthogonalRecurrence: Fix = {
  name: 'orthogonal recurrence',
  notebook: '10-through-time',
  apply(subject, { kinds }) {
    const { spec } = subject;
    if (isRecurrent(spec))
      return {
        subject: { ...subject, spec: { ...spec, recurrentInitializer: 'orthogonal' } },
        change: "recurrentInitializer: 'orthogonal'",
      };
    if (spec !== null || ![...kinds].some((kind) => /^(SimpleRNN|LSTM|GRU)/.test(kind))) return null;
    return {
      subject: withWeights(subject, (model, _x, seed) => {
        drawRecurrence(model, seed);
      }),
      change: "recurrentInitializer: 'orthogonal'",
    };
  },
};

/** A forget gate that starts open: at 1, or at the logarithm of the sequence's length (Gers et al. 2000; Tallec and Ollivier 2018). */
export const forgetBias: Fix = {
  name: 'forget bias',
  notebook: '10-through-time',
  apply(subject, { forgetBias: now, sequenceLength }) {
    const { spec } = subject;
    const value = openBias(sequenceLength);
    const isOpen = (bias: number): boolean => bias >= 0.99 * value;
    if (spec !== null) {
      if (!isRecurrent(spec) || spec.cell !== 'lstm') return null;
      const { forgetBias: bias = 1 } = spec;
      if (typeof bias !== 'number' || isOpen(bias)) return null; // chrono biases are those of the sequence's author
      return {
        subject: { ...subject, spec: { ...spec, forgetBias: value } },
        change: `forgetBias: ${formatNumber(value)}`,
      };
    }
    if (now === null || isOpen(now)) return null;
    return {
      subject: withWeights(subject, (model) => {
        fillForgetBias(model, value);
      }),
      change: `bias of the forget gate: ${formatNumber(value)}`,
    };
  },
};

const openBias = (sequenceLength: number | null): number =>
  Math.round(10 * Math.max(1, Math.log(sequenceLength ?? 1))) / 10;

/** Draws the recurrent matrices as orthogonal ones, and leaves every other weight. */
function drawRecurrence(model: tf.LayersModel, seed: number): void {
  const others = flattenLayers(model).flatMap(({ weights }) =>
    weights.filter(({ originalName }) => !originalName.includes('recurrent_kernel')),
  );
  tf.tidy(() => {
    const were = others.map((weight) => variableOf(weight).clone());
    initialize(model, 'orthogonal', { seed, recurrent: 'orthogonal' });
    others.forEach((weight, i) => {
      variableOf(weight).assign(were[i]!);
    });
  });
}

/** Fills the forget gate's part of each LSTM's biases, the second of four. */
function fillForgetBias(model: tf.LayersModel, value: number): void {
  for (const layer of flattenLayers(model)) {
    const bias = lstmBias(layer);
    if (!bias) continue;
    tf.tidy(() => {
      const variable = variableOf(bias);
      const [input, forget, cell, output] = tf.split(variable, 4) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      variable.assign(tf.concat([input, tf.onesLike(forget).mul(value), cell, output]));
    });
  }
}
