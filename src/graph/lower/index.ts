// The fourth stage of a program: a graph to named nodes that TensorFlow loads.
import type { Data, Graph, Meta } from '../ir';
import type { NamedNode } from '../saved-model';
import { Emitter } from './emitter';
import { emitNodes, emitOutputs, emitUpdates } from './nodes';
import { emitFedVariables, emitInitialValues, emitKeptVariables, type Names } from './variables';

export type { Names };

export interface Lowered {
  readonly nodes: readonly NamedNode[];
  readonly names: Names;
}

export interface LowerOptions {
  /** Whether XLA is to compile what it can. */
  readonly xla?: boolean;
  /** Whether variables are fed at each call. A graph that writes none may have it so: it keeps nothing. */
  readonly feedVariables?: boolean;
  /** First values of the variables, where the graph is to contain them. */
  readonly initialValues?: readonly Data[];
}

/**
 * Lowers a graph to plain nodes, not to a function: a function call would cost as much as forty nodes.
 *
 * @param inputs shapes and types of all inputs, used or not
 * @param variables shapes and types of the variables
 */
export function lower(
  graph: Graph,
  inputs: readonly Meta[],
  variables: readonly Meta[],
  { xla = false, feedVariables = false, initialValues = [] }: LowerOptions = {},
): Lowered {
  const emitter = new Emitter(xla ? { _XlaCompile: { bool: true } } : {});
  const zero = emitter.constant('zero', Float32Array.of(0), [], 'float32');
  const inputNames = inputs.map((meta, i) => emitter.placeholder(`in${i}`, meta));
  const access = feedVariables
    ? emitFedVariables(emitter, variables)
    : emitKeptVariables(emitter, variables, zero);
  emitInitialValues(emitter, access, variables, initialValues);
  const lowered = emitNodes(emitter, graph, access);
  const writes = emitUpdates(emitter, graph, access, lowered);
  const outputs = emitOutputs(emitter, graph, lowered, writes, zero);
  const { fed, set, get } = access;
  return { nodes: emitter.nodes, names: { inputs: inputNames, variableInputs: fed, outputs, set, get } };
}
