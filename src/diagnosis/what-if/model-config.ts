// The config of a model as plain data: a graph of layers that fixes change, and that tfjs builds a model from.
import { disposeStates, tf } from '../../backend';
import { flattenLayers } from '../../hooks';

/** The options of a layer, as tfjs saves them. */
export type LayerOptions = Readonly<Record<string, unknown>>;

/** A reference to the output of a layer's call: the layer's name, the number of the call, that of its output, and options. */
type Reference = readonly [name: string, call: number, output: number, options: object];

/** A layer of a model with its calls, each with the outputs that it takes. */
export interface LayerConfig {
  readonly name: string;
  readonly className: string;
  readonly config: LayerOptions;
  readonly calls: readonly (readonly Reference[])[];
}

/** A model as a graph of layers; a sequential one is a chain. */
export interface ModelConfig {
  readonly name: string;
  readonly layers: readonly LayerConfig[];
  readonly inputs: readonly unknown[];
  readonly outputs: readonly (readonly [name: string, call: number, output: number])[];
}

/** A layer that takes the place of another one, or stands behind it. */
export type NewLayer = Pick<LayerConfig, 'className' | 'config'>;

interface SavedLayer {
  readonly class_name: string;
  readonly name?: string;
  readonly config: LayerOptions;
  readonly inbound_nodes?: LayerConfig['calls'];
}

/** The config of a model; null where tfjs can't save it. */
export function configOf(model: tf.LayersModel): ModelConfig | null {
  try {
    const [input] = model.inputs;
    return graphOf(model.toJSON(null, false) as unknown as SavedLayer, {
      batch_input_shape: input?.shape,
      dtype: input?.dtype,
    });
  } catch {
    return null; // a layer of a class without a config
  }
}

/** A saved model as a graph; null where the shape of its input is not known. */
function graphOf({ class_name, config }: SavedLayer, input: LayerOptions): ModelConfig | null {
  const { name, layers } = config as { name: string; layers: readonly SavedLayer[] };
  if (class_name !== 'Sequential') {
    const { input_layers, output_layers } = config as Record<string, ModelConfig['outputs']>;
    const all = layers.map((one) => ({
      name: one.name!,
      className: one.class_name,
      config: one.config,
      calls: one.inbound_nodes ?? [],
    }));
    return { name, layers: all, inputs: input_layers!, outputs: output_layers! };
  }
  const own = layers[0]!.config;
  const shape = own.batch_input_shape ?? input.batch_input_shape;
  if (!Array.isArray(shape)) return null;
  const inputName = `${name}_input`;
  const first = {
    name: inputName,
    className: 'InputLayer',
    config: { batch_input_shape: shape, dtype: own.dtype ?? input.dtype ?? 'float32', name: inputName },
    calls: [],
  };
  const chain = layers
    .filter((one) => one.class_name !== 'InputLayer')
    .map((one) => ({
      name: one.config.name as string,
      className: one.class_name,
      config: one.config,
    }));
  const all: LayerConfig[] = [first];
  for (const one of chain) all.push({ ...one, calls: [[[all.at(-1)!.name, 0, 0, {}]]] });
  return { name, layers: all, inputs: [[inputName, 0, 0]], outputs: [[all.at(-1)!.name, 0, 0]] };
}

const savedOf = ({ name, layers, inputs, outputs }: ModelConfig): SavedLayer => ({
  class_name: 'Model',
  config: {
    name,
    layers: layers.map((one) => ({
      name: one.name,
      class_name: one.className,
      config: one.config,
      inbound_nodes: one.calls,
    })),
    input_layers: inputs,
    output_layers: outputs,
  },
});

const isModel = ({ className }: LayerConfig): boolean =>
  ['Sequential', 'Model', 'Functional'].includes(className);

/**
 * The model with its layers changed, also those of models and wrappers within it.
 *
 * @param change gives what takes a layer's place, and what stands behind it; null for no change. A layer in a wrapper can have
 * nothing behind it, and stays as it is
 */
export function changeLayers(
  config: ModelConfig,
  change: (layer: LayerConfig) => readonly NewLayer[] | null,
): ModelConfig {
  const layers: LayerConfig[] = [];
  const added = new Set<LayerConfig>();
  const renamed = new Map<string, string>();
  const taken = new Set(config.layers.map(({ name }) => name));
  for (const layer of config.layers) {
    const [own, ...behind] = changedLayer(layer, change);
    layers.push({ ...layer, ...own, config: { ...own.config, name: layer.name } });
    let before = layer.name;
    for (const one of behind) {
      const name = unusedName(`${layer.name}_${one.className.toLowerCase()}`, taken);
      const calls = layer.calls.map((_, i) => [[before, i, 0, {}] as const]);
      const next = { ...one, name, config: { ...one.config, name }, calls };
      layers.push(next);
      added.add(next);
      before = name;
    }
    renamed.set(layer.name, before);
  }
  const renamedIn = <Ref extends readonly [string, ...unknown[]]>([name, ...rest]: Ref): Ref =>
    [renamed.get(name) ?? name, ...rest] as unknown as Ref;
  return {
    ...config,
    layers: layers.map((one) =>
      added.has(one) ? one : { ...one, calls: one.calls.map((call) => call.map(renamedIn)) },
    ),
    outputs: config.outputs.map(renamedIn),
  };
}

function changedLayer(
  layer: LayerConfig,
  change: (layer: LayerConfig) => readonly NewLayer[] | null,
): readonly [NewLayer, ...NewLayer[]] {
  if (isModel(layer)) {
    const graph = graphOf({ class_name: layer.className, config: layer.config }, {});
    const own = graph && changeLayers(graph, change);
    return [own ? { className: 'Model', config: savedOf(own).config } : layer];
  }
  const inner = layer.config.layer as SavedLayer | undefined;
  if (inner?.class_name !== undefined) {
    const { class_name: className, config } = inner;
    const changed = change({ name: config.name as string, className, config, calls: [] });
    if (changed?.length !== 1) return [layer];
    const own = { class_name: changed[0]!.className, config: { ...changed[0]!.config, name: config.name } };
    return [{ className: layer.className, config: { ...layer.config, layer: own } }];
  }
  const changed = change(layer);
  return changed === null || changed.length === 0 ? [layer] : [changed[0]!, ...changed.slice(1)];
}

/** A name that no layer of a model has yet; it is taken afterwards. */
export function unusedName(name: string, taken: Set<string>): string {
  let [unused, number] = [name, 2];
  while (taken.has(unused)) unused = `${name}_${number++}`;
  taken.add(unused);
  return unused;
}

/**
 * Builds the model of a config with the weights of another one: those of layers with the same name and shapes are copied, others
 * drawn from the seed.
 */
export async function modelOf(
  config: ModelConfig,
  weights: tf.LayersModel,
  seed: number,
): Promise<tf.LayersModel> {
  const seeded = withSeeds(savedOf(config), { next: 1000 * seed + 1 });
  const model = await tf.models.modelFromJSON(seeded as never);
  const sources = new Map<string, tf.layers.Layer[]>();
  for (const layer of flattenLayers(weights))
    sources.set(layer.name, [...(sources.get(layer.name) ?? []), layer]);
  for (const layer of flattenLayers(model)) {
    const source = sources.get(layer.name)?.shift();
    if (source && shapesOf(source) === shapesOf(layer)) layer.setWeights(source.getWeights());
  }
  return model;
}

/** Frees a model that {@link modelOf} made, with the states and masks of its recurrent layers. */
export function disposeModel(model: tf.LayersModel): void {
  const layers = flattenLayers(model);
  model.dispose();
  disposeStates(layers);
}

const shapesOf = (layer: tf.layers.Layer): string =>
  layer.getClassName() + JSON.stringify(layer.weights.map(({ shape }) => shape));

/**
 * The same with a seed for every initialiser and dropout that draws, and without the initialisers that are slow in tfjs: weights are
 * copied later.
 */
function withSeeds(value: unknown, seeds: { next: number }, key = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => withSeeds(one, seeds, key));
  if (typeof value !== 'object' || value === null) return value;
  const { class_name: className, config } = value as Partial<SavedLayer>;
  if (key.endsWith('initializer') && className !== undefined) {
    if (className === 'Orthogonal')
      return {
        class_name: 'VarianceScaling',
        config: { scale: 1, mode: 'fan_avg', distribution: 'normal', seed: seeds.next++ },
      };
    return config && 'seed' in config
      ? { class_name: className, config: { ...config, seed: seeds.next++ } }
      : value;
  }
  if (className === 'Dropout' && config?.seed === null && config.noise_shape === null) {
    const { name, rate } = config;
    return { ...value, class_name: 'SeededDropout', config: { name, rate, seed: seeds.next++ } };
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withSeeds(one, seeds, name)]));
}
