// Layers that networks are built from and tfjs lacks. Each can be saved and loaded.
import { registerLayer, tf } from '../backend';
import { fresh } from '../graph';
import { randomStream, type RandomStream } from '../random';

type Tensors = tf.Tensor | tf.Tensor[];
const one = (inputs: Tensors): tf.Tensor => (Array.isArray(inputs) ? inputs[0] : inputs);

interface Named {
  readonly name?: string;
}

/** Multiplies by one learned number. */
export class Scale extends tf.layers.Layer {
  static readonly className = 'Scale';
  private readonly initial: number;
  private factor!: ReturnType<tf.layers.Layer['addWeight']>;

  constructor(args: Named & { readonly initial: number }) {
    super(args.name === undefined ? {} : { name: args.name });
    this.initial = args.initial;
  }

  override build(): void {
    this.factor = this.addWeight('scale', [], 'float32', tf.initializers.constant({ value: this.initial }));
    this.built = true;
  }

  override computeOutputShape(shape: number[]): number[] {
    return shape;
  }

  override call(inputs: Tensors): tf.Tensor {
    return tf.tidy(() => tf.mul(one(inputs), this.factor.read()));
  }

  override getConfig() {
    return { ...super.getConfig(), initial: this.initial };
  }
}

/** Divides by the root mean square over the last axis, times a learned gain: Zhang and Sennrich 2019, eq. 4. */
export class RmsNormalization extends tf.layers.Layer {
  static readonly className = 'RmsNormalization';
  private readonly epsilon: number;
  private gamma!: ReturnType<tf.layers.Layer['addWeight']>;

  constructor(args: Named & { readonly epsilon: number }) {
    super(args.name === undefined ? {} : { name: args.name });
    this.epsilon = args.epsilon;
  }

  override build(shape: number[]): void {
    this.gamma = this.addWeight('gamma', [shape.at(-1)!], 'float32', tf.initializers.ones());
    this.built = true;
  }

  override computeOutputShape(shape: number[]): number[] {
    return shape;
  }

  override call(inputs: Tensors): tf.Tensor {
    return tf.tidy(() => {
      const x = one(inputs);
      const power = tf.mean(tf.square(x), -1, true);
      return tf.mul(tf.mul(x, tf.rsqrt(tf.add(power, this.epsilon))), this.gamma.read());
    });
  }

  override getConfig() {
    return { ...super.getConfig(), epsilon: this.epsilon };
  }
}

/** [x, h, t] to t · h + (1 - t) · x: Srivastava, Greff and Schmidhuber 2015, eq. 3. */
export class Carry extends tf.layers.Layer {
  static readonly className = 'Carry';

  override computeOutputShape(shapes: number[][]): number[] {
    return shapes[0];
  }

  override call(inputs: Tensors): tf.Tensor {
    const [x, h, t] = inputs as tf.Tensor[];
    return tf.tidy(() => tf.add(x, tf.mul(t, tf.sub(h, x))));
  }
}

/**
 * Dropout whose masks follow from a seed, another one each step. (tfjs's own, given a seed, drops the same units at every
 * step.)
 */
export class SeededDropout extends tf.layers.Layer {
  static readonly className = 'SeededDropout';
  readonly #random: RandomStream; // not a field that others see: it changes with each draw

  constructor(private readonly args: Named & { readonly rate: number; readonly seed: number }) {
    super(args.name === undefined ? {} : { name: args.name });
    this.#random = randomStream(args.seed, 'dropout', this.name);
  }

  override computeOutputShape(shape: number[]): number[] {
    return shape;
  }

  override call(inputs: Tensors, kwargs: { training?: boolean }): tf.Tensor {
    const x = one(inputs);
    const keep = 1 - this.args.rate;
    if (kwargs.training !== true) return x.clone();
    const mask = (): Float32Array =>
      Float32Array.from({ length: x.size }, () => (this.#random.uniform() < keep ? 1 / keep : 0));
    return tf.tidy(() =>
      tf.mul(
        x,
        fresh(() => tf.tensor(mask(), x.shape)),
      ),
    );
  }

  override getConfig() {
    return { ...super.getConfig(), rate: this.args.rate, seed: this.args.seed };
  }
}

for (const layer of [Scale, RmsNormalization, Carry, SeededDropout]) registerLayer(layer);
