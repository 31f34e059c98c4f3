// Skip connections in the config of a model.
import { unusedName, type LayerConfig, type ModelConfig } from './model-config';

/** Layers behind a matrix that belong to its block: none of them changes the shape. */
const FOLLOWS =
  /^(Activation|ReLU|LeakyReLU|ELU|PReLU|Clipped|BatchNormalization|LayerNormalization|Dropout)$/;

/**
 * The model with the input of each of some layers added to the output of its block: the layer, its activation and its normalisation.
 * Null where no layer has a block that can have one.
 *
 * @param names the names of layers whose outputs have the shape of their inputs
 */
export function addSkips(config: ModelConfig, names: ReadonlySet<string>): ModelConfig | null {
  const taken = new Set(config.layers.map(({ name }) => name));
  let { layers, outputs } = config;
  let count = 0;
  for (const { name } of config.layers) {
    // As it is now: its input may be a sum that was put there before.
    const layer = layers.find((one) => one.name === name)!;
    const input = layer.calls[0]?.[0];
    const end =
      names.has(name) && input !== undefined ? blockEnd({ ...config, layers, outputs }, layer) : null;
    if (end === null) continue;
    count++;
    const sum = unusedName(`${name}_skip`, taken);
    const added: LayerConfig = {
      name: sum,
      className: 'Add',
      config: { name: sum },
      calls: [[input!, [end, 0, 0, {}]]],
    };
    const behind = <Ref extends readonly [string, ...unknown[]]>([from, ...rest]: Ref): Ref =>
      [from === end ? sum : from, ...rest] as unknown as Ref;
    layers = layers.map((one) => ({ ...one, calls: one.calls.map((call) => call.map(behind)) }));
    layers = [...layers, added];
    outputs = outputs.map(behind);
  }
  return count === 0 ? null : { ...config, layers, outputs };
}

/** The last layer of a block; null where a layer is called several times. */
function blockEnd({ layers, outputs }: ModelConfig, start: LayerConfig): string | null {
  if (start.calls.length !== 1) return null;
  let end = start;
  for (;;) {
    const takers = layers.filter(({ calls }) => calls.flat().some(([from]) => from === end.name));
    const [next] = takers;
    if (takers.length !== 1 || next === undefined || outputs.some(([name]) => name === end.name)) break;
    if (!FOLLOWS.test(next.className) || next.calls.length !== 1) break;
    end = next;
  }
  return end.name;
}
