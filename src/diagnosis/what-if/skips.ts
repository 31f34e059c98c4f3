// Skip connections in the config of a model.
import { unusedName, type LayerConfig, type ModelConfig } from './model-config';

/** Layers behind a matrix that belong to its block: none of them changes the shape. */
const FOLLOWS =
  /^(Activation|ReLU|LeakyReLU|ELU|PReLU|Clipped|BatchNormalization|LayerNormalization|Dropout)$/;

/** A model with skips. */
export interface WithSkips {
  readonly config: ModelConfig;
  /** The layers that scale a block's output, one a block: its normalisation, else its matrix. */
  readonly scales: readonly string[];
}

/**
 * The model with the input of each of some layers added to the output of its block: the layer, its activation and its normalisation.
 * Null where no layer has a block that can have one.
 *
 * @param names the names of layers whose outputs have the shape of their inputs
 */
export function addSkips(config: ModelConfig, names: ReadonlySet<string>): WithSkips | null {
  const taken = new Set(config.layers.map(({ name }) => name));
  let { layers, outputs } = config;
  const scales: string[] = [];
  for (const { name } of config.layers) {
    // As it is now: its input may be a sum that was put there before.
    const layer = layers.find((one) => one.name === name)!;
    const input = layer.calls[0]?.[0];
    const end =
      names.has(name) && input !== undefined ? blockEnd({ ...config, layers, outputs }, layer) : null;
    if (end === null) continue;
    scales.push(end.normalization ?? name);
    const sum = unusedName(`${name}_skip`, taken);
    const added: LayerConfig = {
      name: sum,
      className: 'Add',
      config: { name: sum },
      calls: [[input!, [end.name, 0, 0, {}]]],
    };
    const behind = <Ref extends readonly [string, ...unknown[]]>([from, ...rest]: Ref): Ref =>
      [from === end.name ? sum : from, ...rest] as unknown as Ref;
    layers = layers.map((one) => ({ ...one, calls: one.calls.map((call) => call.map(behind)) }));
    layers = [...layers, added];
    outputs = outputs.map(behind);
  }
  return scales.length === 0 ? null : { config: { ...config, layers, outputs }, scales };
}

/** The last layer of a block, and its normalisation; null where a layer is called several times. */
function blockEnd(
  { layers, outputs }: ModelConfig,
  start: LayerConfig,
): { name: string; normalization: string | null } | null {
  if (start.calls.length !== 1) return null;
  let end = start;
  let normalization: string | null = null;
  for (;;) {
    const takers = layers.filter(({ calls }) => calls.flat().some(([from]) => from === end.name));
    const [next] = takers;
    if (takers.length !== 1 || next === undefined || outputs.some(([name]) => name === end.name)) break;
    if (!FOLLOWS.test(next.className) || next.calls.length !== 1) break;
    end = next;
    if (next.className.endsWith('Normalization')) normalization = next.name;
  }
  return { name: end.name, normalization };
}
