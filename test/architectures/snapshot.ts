// Takes snapshots of all that a call which only observes a model must leave unchanged.
import { tf } from '../../src/backend';

type Plain = Readonly<Record<string, unknown>>;
type Layer = tf.layers.Layer;
type Artifacts = Parameters<Parameters<typeof tf.io.withSaveHandler>[0]>[0];

/** The layers inside a layer: of a model, a wrapper, a recurrent layer. */
function inside(layer: Layer): Layer[] {
  const outer = layer as unknown as Record<string, Layer | Layer[] | undefined>;
  return [
    outer.layers,
    outer.layer,
    outer.forwardLayer,
    outer.backwardLayer,
    outer.cell,
    outer.cells,
    outer.model,
  ]
    .flat()
    .filter((inner): inner is Layer => inner !== undefined);
}

/** A model, and every layer and cell in it, each once. */
export function everyLayer(model: tf.LayersModel): Layer[] {
  const found = new Set<Layer>();
  const visit = (layer: Layer): void => {
    if (found.has(layer)) return;
    found.add(layer);
    inside(layer).forEach(visit);
  };
  visit(model);
  return [...found];
}

const valuesOf = (tensor: tf.Tensor): unknown => ({ shape: tensor.shape, values: [...tensor.dataSync()] });

/** A recurrent layer, and what it keeps from batch to batch. */
type StatefulLayer = Layer & {
  readonly states_: tf.Tensor[] | null;
  readonly keptStates: tf.Tensor[][];
  resetStates(states?: tf.Tensor[]): void;
};

const statesOf = (layer: Layer): unknown => {
  const { states_, keptStates } = layer as Partial<StatefulLayer>;
  return { states: (states_ ?? []).map(valuesOf), kept: keptStates?.length ?? 0 };
};

/** Functions and objects that hang on a layer itself: a probe would be one of them. Tensors and plain values are not. */
function ownParts(object: object): Map<string, unknown> {
  const parts = Object.entries(object).filter(
    ([key, value]) => typeof value === 'function' || key === 'activation' || key === 'recurrentActivation',
  );
  return new Map(parts);
}

const numbersIn = (object: object): [string, unknown][] =>
  Object.entries(object).filter(([, value]) => typeof value === 'number' || typeof value === 'boolean');

/** The optimiser that a model was compiled with; a Sequential has it in the model that it wraps. */
const optimizerOf = (model: tf.LayersModel): tf.Optimizer | undefined =>
  (model as { optimizer?: tf.Optimizer }).optimizer;

/** Its numbers, and its variables: by themselves, in lists, or in lists of { variable }. */
function optimizerState(optimizer: tf.Optimizer): unknown {
  const variables = Object.entries(optimizer).flatMap(([key, value]) =>
    [value].flat().flatMap((one: unknown) => {
      const { variable = one } = (one ?? {}) as { variable?: unknown };
      return variable instanceof tf.Variable ? [[key, valuesOf(variable)]] : [];
    }),
  );
  return { config: optimizer.getConfig(), variables, ...Object.fromEntries(numbersIn(optimizer)) };
}

export interface Snapshot {
  readonly values: Plain;
  readonly parts: readonly Map<string, unknown>[];
}

/** Everything that can be told of a model, its optimiser, and the tensors that there are. */
export async function snapshotOf(model: tf.LayersModel): Promise<Snapshot> {
  const layers = everyLayer(model);
  const optimizer = optimizerOf(model);
  const topology = await savedOf(model).then(({ modelTopology }) => JSON.stringify(modelTopology));
  return {
    values: {
      weights: model.weights.map((weight) => valuesOf(weight.read())),
      trainable: layers.map((layer) => layer.trainable),
      states: layers.map(statesOf),
      optimizer: optimizer && optimizerState(optimizer),
      topology,
      keys: layers.map((layer) => Object.keys(layer).sort()),
      nodes: layers.map((layer) => layer.inboundNodes.length),
      training: (model as unknown as { isTraining?: boolean }).isTraining ?? false,
      tensors: tf.memory().numTensors,
      variables: Object.keys(tf.engine().registeredVariables).length,
    },
    parts: [...layers, ...(optimizer ? [optimizer] : [])].map(ownParts),
  };
}

/** The artifacts that a model saves. */
export async function savedOf(model: tf.LayersModel): Promise<Artifacts> {
  let saved!: Artifacts;
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      saved = artifacts;
      return Promise.resolve({
        modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const },
      });
    }),
  );
  return saved;
}

/** The differences of two snapshots, in a few words each; empty where there are none. */
export function differences(before: Snapshot, after: Snapshot): string[] {
  const found: string[] = [];
  for (const key of Object.keys(before.values)) {
    const [was, is] = [JSON.stringify(before.values[key]), JSON.stringify(after.values[key])];
    if (was !== is) found.push(`${key}: ${short(was)} is now ${short(is, was)}`);
  }
  before.parts.forEach((parts, i) => {
    for (const name of new Set([...parts.keys(), ...after.parts[i].keys()]))
      if (parts.get(name) !== after.parts[i].get(name))
        found.push(`layer ${i} (optimiser last): its own ${name}`);
  });
  return found;
}

/** The first place where it differs. */
function short(text: string, from = ''): string {
  let at = 0;
  while (from !== '' && at < text.length && text[at] === from[at]) at++;
  return text.slice(Math.max(0, at - 20), at + 60);
}

/** Remembers weights and recurrent states, for the tests' own passes: the function that is given puts them back. */
export function remember(model: tf.LayersModel): () => void {
  const weights = model.weights.map((weight) => weight.read().clone());
  const stateful = everyLayer(model).filter(
    (layer): layer is StatefulLayer => layer.stateful && 'states_' in layer,
  );
  const states = stateful.map(({ states_ }) => (states_ ?? []).map((state) => tf.keep(state.clone())));
  return () => {
    model.weights.forEach((weight, i) => {
      weight.write(weights[i]);
    });
    stateful.forEach((layer, i) => {
      layer.resetStates(); // frees what a pass in training keeps
      if (states[i].length > 0) layer.resetStates(states[i]);
    });
    tf.dispose([weights, states]);
  };
}
