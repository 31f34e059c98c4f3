// Layers that tfjs lacks. Models with them can be saved and loaded.
import { first } from '../arrays';
import { registerLayer, tf } from '../backend';
import { fresh } from '../graph';
import { randomStream, type RandomStream } from '../random';

type Tensors = tf.Tensor | tf.Tensor[];
const single = (inputs: Tensors): tf.Tensor => (Array.isArray(inputs) ? first(inputs) : inputs);

interface LayerArgs {
  readonly name?: string;
}

/** Multiplies by a learned scalar. */
export class Scale extends tf.layers.Layer {
  static readonly className = 'Scale';
  readonly #initial: number;
  #factor!: ReturnType<tf.layers.Layer['addWeight']>;

  constructor(args: LayerArgs & { readonly initial: number }) {
    super(args);
    this.#initial = args.initial;
  }

  override build(): void {
    this.#factor = this.addWeight('scale', [], 'float32', tf.initializers.constant({ value: this.#initial }));
    this.built = true;
  }

  override call(inputs: Tensors): tf.Tensor {
    return tf.tidy(() => tf.mul(single(inputs), this.#factor.read()));
  }

  override getConfig() {
    return { ...super.getConfig(), initial: this.#initial };
  }
}

/** x / √(mean(x²) + ε) over the last axis, times a learned gain per unit (Zhang and Sennrich 2019, eq. 4). */
export class RmsNormalization extends tf.layers.Layer {
  static readonly className = 'RmsNormalization';
  readonly #epsilon: number;
  #gamma!: ReturnType<tf.layers.Layer['addWeight']>;

  constructor(args: LayerArgs & { readonly epsilon: number }) {
    super(args);
    this.#epsilon = args.epsilon;
  }

  override build(shape: number[]): void {
    this.#gamma = this.addWeight('gamma', [shape.at(-1)!], 'float32', tf.initializers.ones());
    this.built = true;
  }

  override call(inputs: Tensors): tf.Tensor {
    return tf.tidy(() => {
      const x = single(inputs);
      const meanSquare = tf.mean(tf.square(x), -1, true);
      return tf.mul(tf.mul(x, tf.rsqrt(tf.add(meanSquare, this.#epsilon))), this.#gamma.read());
    });
  }

  override getConfig() {
    return { ...super.getConfig(), epsilon: this.#epsilon };
  }
}

/** The layer from [x, h, t] to t · h + (1 - t) · x (Srivastava, Greff and Schmidhuber 2015, eq. 3). */
export class Carry extends tf.layers.Layer {
  static readonly className = 'Carry';

  override computeOutputShape(shapes: number[][]): number[] {
    return first(shapes);
  }

  override call(inputs: Tensors): tf.Tensor {
    const [x, h, t] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor];
    return tf.tidy(() => tf.add(x, tf.mul(t, tf.sub(h, x))));
  }
}

/**
 * Dropout with masks from the stream of a seed, another one at each step (Srivastava et al. 2014). tfjs's own, given a seed, drops
 * the same units at every step.
 */
export class SeededDropout extends tf.layers.Layer {
  static readonly className = 'SeededDropout';
  readonly #rate: number;
  readonly #seed: number;
  readonly #random: RandomStream;

  constructor(args: LayerArgs & { readonly rate: number; readonly seed: number }) {
    super(args);
    this.#rate = args.rate;
    this.#seed = args.seed;
    this.#random = randomStream(args.seed, 'dropout', this.name);
  }

  override call(inputs: Tensors, kwargs: { training?: boolean }): tf.Tensor {
    const x = single(inputs);
    const keep = 1 - this.#rate;
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
    return { ...super.getConfig(), rate: this.#rate, seed: this.#seed };
  }
}

for (const layer of [Scale, RmsNormalization, Carry, SeededDropout]) registerLayer(layer);
