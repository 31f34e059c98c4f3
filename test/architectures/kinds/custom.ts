// Layers that people write themselves.
import { tf } from '../../../src/backend';
import { fill, numbers, type Architecture } from '../architecture';

const { dense } = tf.layers;
const only = (inputs: tf.Tensor | tf.Tensor[]): tf.Tensor => (Array.isArray(inputs) ? inputs[0] : inputs);
type Weight = ReturnType<tf.layers.Layer['addWeight']>;

/** A learned number for each feature, and one for all of them. */
class Scale extends tf.layers.Layer {
  static className = 'OracleScale';
  private each!: Weight;
  private all!: Weight;

  override build(shape: tf.Shape): void {
    this.each = this.addWeight('each', [shape.at(-1)!], 'float32', tf.initializers.ones());
    this.all = this.addWeight('all', [], 'float32', tf.initializers.ones());
    super.build(shape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.mul(tf.mul(only(inputs), this.each.read()), this.all.read()));
  }
}
tf.serialization.registerClass(Scale);

/** Radial basis functions: what its weights are called says nothing. */
class Radial extends tf.layers.Layer {
  static className = 'OracleRadial';
  private centers!: Weight;
  private readonly units: number;

  constructor({ units, ...config }: { units: number; name?: string }) {
    super(config);
    this.units = units;
  }

  override build(shape: tf.Shape): void {
    this.centers = this.addWeight('centers', [this.units, shape.at(-1)!], 'float32', tf.initializers.ones());
    super.build(shape);
  }

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return [shape[0], this.units];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const far = tf.square(tf.sub(tf.expandDims(only(inputs), 1), tf.expandDims(this.centers.read(), 0)));
      return tf.exp(tf.neg(tf.sum(far, -1)));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), units: this.units };
  }
}
tf.serialization.registerClass(Radial);

/** Holds a dense layer that no one knows of: fit does not train it. */
class Holder extends tf.layers.Layer {
  static className = 'OracleHolder';
  private readonly held = dense({
    units: 6,
    activation: 'tanh',
    kernelInitializer: tf.initializers.glorotUniform({ seed: 5 }),
  });

  override build(shape: tf.Shape): void {
    this.held.build(shape);
    super.build(shape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return this.held.apply(only(inputs)) as tf.Tensor;
  }
}
tf.serialization.registerClass(Holder);

/** Gives two outputs. */
class Halves extends tf.layers.Layer {
  static className = 'OracleHalves';

  override computeOutputShape(shape: tf.Shape): tf.Shape[] {
    const half = [...shape.slice(0, -1), shape.at(-1)! / 2];
    return [half, half];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    return tf.tidy(() => tf.split(only(inputs), 2, -1));
  }
}
tf.serialization.registerClass(Halves);

const sequential = (...layers: tf.layers.Layer[]): tf.Sequential => fill(tf.sequential({ layers }));
const custom = (name: string, build: () => tf.LayersModel): Architecture => ({
  name,
  build,
  x: () => [numbers([8, 6], 1)],
  y: () => [numbers([8, 2], 2)],
  loss: ['meanSquaredError'],
});

export const customKinds: Architecture[] = [
  custom('a layer of the user’s own with two weights', () =>
    sequential(dense({ units: 5, activation: 'tanh', inputShape: [6] }), new Scale({}), dense({ units: 2 })),
  ),
  custom('radial basis functions, no kernel anywhere before the head', () => {
    const input = tf.input({ shape: [6] });
    const outputs = dense({ units: 2 }).apply(new Radial({ units: 4 }).apply(input)) as tf.SymbolicTensor;
    return fill(tf.model({ inputs: input, outputs }));
  }),
  custom('a layer that holds a layer which nobody trains', () =>
    sequential(dense({ units: 6, inputShape: [6] }), new Holder({}), dense({ units: 2 })),
  ),
  custom('a layer with two outputs, a gated linear unit', () => {
    const input = tf.input({ shape: [6] });
    const [value, gate] = new Halves({}).apply(dense({ units: 8 }).apply(input)) as tf.SymbolicTensor[];
    const open = tf.layers.activation({ activation: 'sigmoid' }).apply(gate) as tf.SymbolicTensor;
    const gated = tf.layers.multiply().apply([value, open]) as tf.SymbolicTensor;
    return fill(tf.model({ inputs: input, outputs: dense({ units: 2 }).apply(gated) as tf.SymbolicTensor }));
  }),
];
