// Saves a graph as a SavedModel of its own, with the values of its variables.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { tf } from '../backend';
import { floatScalar, type Data, type Graph, type Meta } from './ir';
import { lower } from './lower';
import { savedModel, type NamedValue } from './saved-model';
import { rewrite } from './traverse';

export interface Saved {
  readonly graph: Graph;
  readonly inputs: readonly Meta[];
  readonly variables: readonly tf.Variable[];
  /** Names of inputs and outputs in the signature; null for an input that is not in it. */
  readonly inputNames: readonly (string | null)[];
  readonly outputNames: readonly string[];
}

/**
 * Writes saved_model.pb into a folder, which is created if necessary.
 *
 * @param rates numbers that replace the last inputs, as constants; null for an input that stays
 */
export function save(folder: string, saved: Saved, rates: readonly (number | null)[]): void {
  const { inputs, variables, inputNames, outputNames } = saved;
  const given = inputs.length - rates.length;
  const graph = rewrite(saved.graph, ({ op, slot }) => {
    const rate = op === 'Input' ? (rates[slot! - given] ?? null) : null;
    return rate === null ? null : [floatScalar(rate)];
  });
  const metas = variables.map(({ shape, dtype }): Meta => ({ shape, dtype: dtype as Meta['dtype'] }));
  const values = variables.map((variable): Data => variable.dataSync<'float32' | 'int32' | 'bool'>());
  const { nodes, names } = lower(graph, inputs, metas, { initialValues: values });
  const named = (keys: readonly (string | null)[], tensors: readonly string[], metas: readonly Meta[]) =>
    Object.fromEntries(
      metas.flatMap(({ shape, dtype }, i): [string, NamedValue][] => {
        const key = keys[i] ?? null;
        return key === null ? [] : [[key, { name: `${tensors[i]!}:0`, shape, dtype }]];
      }),
    );
  const signature = {
    inputs: named(inputNames, names.inputs, inputs),
    outputs: named(outputNames, names.outputs, graph.outputs),
    initializer: variables.length > 0 ? 'start' : null,
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'saved_model.pb'), savedModel(nodes, signature));
}
