// The variables of a lowered graph: fed at each call, or kept by the graph.
import type { Attrs, Data, Meta } from '../ir';
import { control, FLOAT, typeAndShape, type Emitter } from './emitter';

/** The names by which a loaded graph is fed and fetched. */
export interface Names {
  readonly inputs: readonly string[];
  /** Inputs for variables that are fed at each call; none where the graph keeps its variables. */
  readonly variableInputs: readonly string[];
  readonly outputs: readonly string[];
  /** The inputs for the values of the variables to write, and the output to fetch. */
  readonly set: { readonly inputs: readonly string[]; readonly done: string };
  /** The outputs to fetch to read the variables. */
  readonly get: readonly string[];
}

/** How a lowered graph gets at its variables. */
export interface VariableAccess {
  /** The handles of variables that the graph keeps. */
  readonly handles: readonly string[];
  readonly fed: readonly string[];
  readonly set: Names['set'];
  readonly get: readonly string[];
  readonly types: readonly Attrs[];
}

const typesOf = (variables: readonly Meta[]): Attrs[] =>
  variables.map(({ dtype }) => ({ dtype: { type: dtype } }));

/** Variables that each call feeds. */
export const emitFedVariables = (emitter: Emitter, variables: readonly Meta[]): VariableAccess => {
  const fed = variables.map((meta, i) => emitter.placeholder(`v${i}`, meta));
  emitter.emit('set', 'Identity', ['zero'], FLOAT);
  return { handles: [], fed, set: { inputs: [], done: 'set' }, get: [], types: typesOf(variables) };
};

/** Variables that the graph keeps, with nodes that write and read all of them. */
export function emitKeptVariables(
  emitter: Emitter,
  variables: readonly Meta[],
  zero: string,
): VariableAccess {
  const types = typesOf(variables);
  const handles = variables.map((meta, i) =>
    emitter.emit(`v${i}`, 'VarHandleOp', [], { ...typeAndShape(meta), shared_name: { string: `v${i}` } }),
  );
  const inputs = variables.map((meta, i) => emitter.placeholder(`set${i}`, meta));
  const written = handles.map((handle, i) =>
    emitter.emit(`set${i}/assign`, 'AssignVariableOp', [handle, `set${i}`], types[i]!),
  );
  emitter.emit('set', 'Identity', [zero, ...written.map(control)], FLOAT);
  const get = handles.map((handle, i) => emitter.emit(`get${i}`, 'ReadVariableOp', [handle], types[i]!));
  return { handles, fed: [], set: { inputs, done: 'set' }, get, types };
}

/** A node `start` that gives the variables their first values, for a graph that is saved. */
export function emitInitialValues(
  emitter: Emitter,
  { handles, types }: VariableAccess,
  variables: readonly Meta[],
  values: readonly Data[],
): void {
  const written = values.map((data, i) => {
    const { shape, dtype } = variables[i]!;
    const value = emitter.constant(`start${i}`, data, shape, dtype);
    return emitter.emit(`start${i}/assign`, 'AssignVariableOp', [handles[i]!, value], types[i]!);
  });
  if (written.length > 0) emitter.emit('start', 'NoOp', written.map(control), {});
}
