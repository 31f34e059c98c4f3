// Layers that apply an activation.
import { first } from '../arrays';
import { registerLayer, tf } from '../backend';

type KerasName = NonNullable<Parameters<typeof tf.layers.activation>[0]['activation']>;

/** Makes one of tfjs's own activation layers: a saved model with it loads anywhere. */
export const kerasLayer =
  (activation: string) =>
  (name: string): tf.layers.Layer =>
    tf.layers.activation({ name, activation: activation as KerasName }); // tfjs's type lacks some of its activations

interface Clip {
  /** The activation's name in `activations`. */
  readonly activation: string;
  readonly scale: number;
  readonly shift: number;
  readonly low: number;
  readonly high: number;
}

/** scale · z + shift, clipped to [low, high], for which tfjs has no layer. */
class Clipped extends tf.layers.Layer {
  static readonly className = 'Clipped';

  readonly #clip: Clip & { name: string };

  constructor(clip: Clip & { name: string }) {
    super({ name: clip.name });
    this.#clip = clip;
  }

  override computeOutputShape(shape: number[]): number[] {
    return shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { scale, shift, low, high } = this.#clip;
    const z = Array.isArray(inputs) ? first(inputs) : inputs;
    return tf.tidy(() => tf.clipByValue(tf.add(tf.mul(z, scale), shift), low, high));
  }

  override getConfig() {
    return { ...super.getConfig(), ...this.#clip };
  }
}

registerLayer(Clipped);

/** Makes a layer that applies scale · z + shift, clipped. */
export const clipLayer =
  (clip: Clip) =>
  (name: string): tf.layers.Layer =>
    new Clipped({ ...clip, name });
