// The blocks of random models: each takes a tensor, and gives one.
import { tf } from '../../../src/backend';
import type { Draw } from './draw';

const L = tf.layers;
export type Symbolic = tf.SymbolicTensor;
export type Activation = (typeof activations)[number];
const activations = [
  'linear',
  'tanh',
  'sigmoid',
  'relu',
  'elu',
  'softplus',
  'softsign',
  'selu',
  'hardSigmoid',
  'swish',
] as const;

/** A block: layers one after another, or any function of symbolic tensors. */
export type Block = tf.layers.Layer[] | ((x: Symbolic) => Symbolic);

export const apply = (layer: tf.layers.Layer, x: Symbolic | Symbolic[]): Symbolic =>
  layer.apply(x) as Symbolic;
export const through = (x: Symbolic, block: Block): Symbolic =>
  typeof block === 'function' ? block(x) : block.reduce((value, layer) => apply(layer, value), x);

/** A penalty of a layer's kernel, and how often the layer is used. */
export interface Regularized {
  readonly name: string;
  readonly l2: number;
  readonly times: number;
}

/** The blocks of one model, drawn one by one. */
export class Blocks {
  readonly regularized: Regularized[] = [];
  /** Names of layers that may be frozen. */
  readonly names: string[] = [];
  /** Whether a row of the batch matters by its place: a dropout's mask goes by it. */
  byRow = false;

  constructor(private readonly draw: Draw) {}

  private name(what: string): string {
    const name = this.draw.name(what);
    this.names.push(name);
    return name;
  }

  dense(units: number, activation: string = this.draw.one(activations), times = 1): tf.layers.Layer {
    const l2 = this.draw.chance(0.15) ? 0.05 : 0;
    const useBias = !this.draw.chance(0.15);
    const name = this.name(`dense ${units} ${activation}${l2 ? ' l2' : ''}${useBias ? '' : ' no bias'}`);
    if (l2) this.regularized.push({ name, l2, times });
    const kernelRegularizer = l2 ? tf.regularizers.l2({ l2 }) : undefined;
    return L.dense({
      units,
      activation: activation as Activation,
      name,
      useBias,
      ...(kernelRegularizer && { kernelRegularizer }),
    });
  }

  private plainLayer(): tf.layers.Layer {
    const kind = this.draw.one([
      'activation',
      'batchNorm',
      'layerNorm',
      'leakyReLU',
      'prelu',
      'dropout',
      'elu',
    ]);
    const name = this.name(kind);
    switch (kind) {
      case 'activation':
        return L.activation({ activation: this.draw.one(activations), name });
      case 'batchNorm':
        return L.batchNormalization({ name });
      case 'layerNorm':
        return L.layerNormalization({ name });
      case 'leakyReLU':
        return L.leakyReLU({ name });
      case 'prelu':
        return L.prelu({ name });
      case 'elu':
        return L.elu({ name });
      default:
        this.byRow = true;
        return L.dropout({ rate: 0.3, seed: 1 + this.draw.int(0, 99), name });
    }
  }

  /** A block that takes [batch, width] to [batch, some width]. */
  flat(width: number): { block: Block; width: number } {
    const { draw } = this;
    const units = draw.int(2, 4);
    switch (
      draw.one([
        'dense',
        'dense',
        'dense',
        'plain',
        'plain',
        'residual',
        'shared',
        'nested',
        'branches',
        'gate',
      ])
    ) {
      case 'dense':
        return { block: [this.dense(units)], width: units };
      case 'plain':
        return { block: [this.plainLayer()], width };
      case 'residual': {
        const inner = [this.dense(width), this.plainLayer()];
        const add = L.add({ name: this.name('added to its input') });
        return { block: (x) => apply(add, [x, through(x, inner)]), width };
      }
      case 'shared': {
        const times = draw.int(2, 3);
        draw.words.push(`${times} times:`);
        const layer = this.dense(width, undefined, times);
        const between = draw.chance(0.5)
          ? L.activation({ activation: 'tanh', name: this.name('tanh after each') })
          : null;
        const once: Block = between ? [layer, between] : [layer];
        return {
          block: (x) => Array.from({ length: times }).reduce<Symbolic>((value) => through(value, once), x),
          width,
        };
      }
      case 'nested': {
        const name = draw.name('model within the model, of');
        if (draw.chance(0.5)) {
          const layers = [
            L.inputLayer({ inputShape: [width], name: `${name}_in` }),
            this.dense(units),
            this.plainLayer(),
          ];
          return { block: [tf.sequential({ layers, name })], width: units };
        }
        const input = tf.input({ shape: [width], name: `${name}_in` });
        const inner = this.dense(width);
        const outputs = apply(L.add({ name: this.name('its sum') }), [input, apply(inner, input)]);
        return { block: [tf.model({ inputs: input, outputs, name })], width };
      }
      case 'branches': {
        const two = [[this.dense(units)], [this.dense(units), this.plainLayer()]];
        const merge = draw.one([L.add, L.multiply, L.maximum, L.average])({
          name: this.name('branches merged'),
        });
        return {
          block: (x) =>
            apply(
              merge,
              two.map((branch) => through(x, branch)),
            ),
          width: units,
        };
      }
      default: {
        const [value, gate] = [this.dense(units), this.dense(units, 'sigmoid')];
        const both = L.multiply({ name: this.name('gated') });
        return { block: (x) => apply(both, [apply(value, x), apply(gate, x)]), width: units };
      }
    }
  }

  /** A block that takes [batch, steps, width] to [batch, units]. */
  sequence(stateful: boolean): { block: Block; width: number } {
    const { draw } = this;
    const layers: tf.layers.Layer[] = [];
    const recurrent = (returnSequences: boolean, units: number): tf.layers.Layer => {
      const kind = draw.one(['simpleRNN', 'lstm', 'gru'] as const);
      const twoWays = !stateful && draw.chance(0.3);
      const name = this.name(
        `${kind} ${units}${returnSequences ? ' each step' : ''}${stateful ? ' stateful' : ''}${twoWays ? ' both ways' : ''}`,
      );
      const args = { units, returnSequences, stateful };
      const layer = twoWays ? L[kind](args) : L[kind]({ ...args, name });
      return twoWays
        ? L.bidirectional({
            layer: layer as tf.RNN,
            mergeMode: draw.one(['sum', 'mul', 'ave'] as const),
            name,
          })
        : layer;
    };
    if (draw.chance(0.4)) layers.push(recurrent(true, draw.int(2, 3)));
    if (draw.chance(0.3))
      layers.push(L.timeDistributed({ layer: this.dense(draw.int(2, 3)), name: draw.name('at each step') }));
    if (draw.chance(0.3))
      layers.push(L.conv1d({ filters: 3, kernelSize: 2, activation: 'tanh', name: this.name('conv1d 3') }));
    const units = draw.int(2, 4);
    if (!stateful && draw.chance(0.2))
      layers.push(
        L.dense({ units, name: this.name(`dense ${units} on steps`) }),
        L.globalAveragePooling1d({ name: draw.name('mean over time') }),
      );
    else layers.push(recurrent(false, units));
    return { block: layers, width: units };
  }

  /** A block that takes [batch, side, side, channels] to [batch, units]. */
  image(): Block {
    const { draw } = this;
    const layers: tf.layers.Layer[] = [];
    for (let i = draw.int(1, 2); i > 0; i--) {
      const activation = draw.one(activations);
      const kind = draw.one(['conv2d', 'conv2d', 'depthwise', 'separable', 'transposed']);
      const args = {
        kernelSize: 2,
        activation,
        padding: draw.one(['same', 'valid'] as const),
        name: this.name(`${kind} ${activation}`),
      };
      if (kind === 'conv2d') layers.push(L.conv2d({ ...args, filters: 2 }));
      else if (kind === 'depthwise') layers.push(L.depthwiseConv2d(args));
      else if (kind === 'separable') layers.push(L.separableConv2d({ ...args, filters: 2 }));
      else layers.push(L.conv2dTranspose({ ...args, filters: 2 }));
      if (draw.chance(0.4)) layers.push(L.batchNormalization({ name: this.name('batchNorm') }));
      if (draw.chance(0.3))
        layers.push(L.activation({ activation: draw.one(activations), name: this.name('activation') }));
    }
    const pool = draw.one(['max', 'average', 'none']);
    if (pool === 'max') layers.push(L.maxPooling2d({ poolSize: 2, name: draw.name('maxPooling') }));
    if (pool === 'average')
      layers.push(L.averagePooling2d({ poolSize: 2, name: draw.name('averagePooling') }));
    layers.push(
      draw.chance(0.3)
        ? L.globalAveragePooling2d({ name: draw.name('mean over the image') })
        : L.flatten({ name: draw.name('flatten') }),
    );
    return layers;
  }
}
