// Which passes run as graphs: those that it is asked for, each graph for as long as it is right.
import { isDisposedWeight, keepStates, type tf } from '../backend';
import { Kept, numberOf } from '../graph';
import { fingerprintOf, isUnchanged } from './fingerprint';
import type { Inputs, Targets } from './loss';
import { runEager, type GradientContext } from './value-and-gradients';
import { CompiledPass } from './compiled-pass';
import type { Observer } from './table-observer';
import { flattenLayers } from './observed-layers';
import { quantitiesOf } from './weights';

/** A graph, and what it depends on besides the variables' values and the shapes. */
interface Pass {
  readonly graph: CompiledPass;
  readonly model: tf.LayersModel;
  readonly parts: readonly unknown[];
  dispose(): void;
}

/** Graphs hold memory: only those last used are kept. */
const graphs = new Kept<Pass>(16);

/** Which of a model's passes it is. */
function keyOf(
  { model, loss, layers: sites }: GradientContext,
  x: Inputs,
  y: Targets,
  observer: Observer,
): string {
  const like = ({ dtype, shape }: tf.Tensor): string => `${dtype}[${shape.join()}]`;
  const of = loss.dependsOn?.map((part) => (typeof part === 'function' ? numberOf(part) : String(part)));
  const wanted = quantitiesOf(sites).filter((quantity) => observer.wants(quantity));
  return [numberOf(model), of ?? 'a function', ...[x, y].flat().map(like), wanted].join(' ');
}

/**
 * A pass that is observed: op by op, or as a graph.
 *
 * A graph is kept for the next pass that is the same. Where the model has code in it that its user wrote, which may read what is
 * another at the next call, it is for this pass only. The states of recurrent layers are afterwards as they were.
 *
 * @throws {TraceError} where a graph is asked for and the model does what it can't hold
 */
export function runObserved(
  context: GradientContext,
  asGraph: boolean,
  x: Inputs,
  y: Targets,
  observer: Observer,
): number {
  const restoreStates = keepStates(flattenLayers(context.model));
  try {
    return (asGraph ? runCompiled : runEager)(context, x, y, observer);
  } finally {
    restoreStates();
  }
}

function runCompiled(context: GradientContext, x: Inputs, y: Targets, observer: Observer): number {
  const { parts, hookedLayer: hooked, userCode: foreign } = fingerprintOf(context.model, context.loss);
  const key = keyOf(context, x, y, observer);
  const known = graphs.get(key);
  if (known !== undefined && isUnchanged(known.parts, parts)) return known.graph.run(context, x, y, observer);
  const graph = new CompiledPass(context, wantsOf(context, observer));
  const dispose = (): void => {
    graph.dispose();
  };
  let isKept = false;
  try {
    const loss = graph.run(context, x, y, observer);
    isKept = (hooked ?? foreign) === null;
    return loss;
  } finally {
    if (isKept) keep(key, { graph, parts, model: context.model, dispose });
    else dispose();
  }
}

/** What an observer wants, without the observer, which is not to be kept. */
function wantsOf({ layers: sites }: GradientContext, observer: Observer): (quantity: string) => boolean {
  const wanted = new Set(quantitiesOf(sites).filter((quantity) => observer.wants(quantity)));
  return (quantity) => wanted.has(quantity);
}

function keep(key: string, pass: Pass): void {
  const isGone = ({ model }: Pass): boolean => model.weights.some(isDisposedWeight);
  for (const [other, one] of graphs.entries()) if (isGone(one)) graphs.delete(other);
  graphs.set(key, pass);
}
