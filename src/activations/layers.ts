// Layers that apply an activation.
import { registerLayer, tf } from '../backend';

type KerasName = NonNullable<Parameters<typeof tf.layers.activation>[0]['activation']>;

/** A layer of tfjs's own: a saved model loads anywhere. */
export const kerasLayer =
  (activation: string) =>
  (name: string): tf.layers.Layer =>
    tf.layers.activation({ name, activation: activation as KerasName }); // tfjs's type lacks some that it has

interface Clip {
  /** The activation's name in the table. */
  readonly activation: string;
  readonly scale: number;
  readonly shift: number;
  readonly low: number;
  readonly high: number;
}

/** scale · z + shift, held between low and high: what tfjs has no layer for. */
class Clipped extends tf.layers.Layer {
  static readonly className = 'Clipped';

  constructor(private readonly clip: Clip & { name: string }) {
    super({ name: clip.name });
  }

  override computeOutputShape(shape: number[]): number[] {
    return shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { scale, shift, low, high } = this.clip;
    const z = Array.isArray(inputs) ? inputs[0] : inputs;
    return tf.tidy(() => tf.clipByValue(tf.add(tf.mul(z, scale), shift), low, high));
  }

  override getConfig() {
    return { ...super.getConfig(), ...this.clip };
  }
}

registerLayer(Clipped);

export const clipLayer =
  (clip: Clip) =>
  (name: string): tf.layers.Layer =>
    new Clipped({ ...clip, name });
