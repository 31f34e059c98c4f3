// A cache of passes that run as graphs. A graph is kept while everything that it depends on is unchanged.
import { isDisposedWeight, type tf } from '../backend';
import { LruCache, objectId, renameTraceError } from '../graph';
import { CompiledPass } from './compiled-pass';
import { fingerprintOf, isUnchanged } from './fingerprint';
import type { Inputs, Targets } from './loss';
import type { Observer } from './observer';
import type { GradientContext } from './value-and-gradients';
import { quantitiesOf } from './weights';

interface Entry {
  readonly pass: CompiledPass;
  readonly model: tf.LayersModel;
  /** The fingerprint of the model and the loss that the graph was traced from. */
  readonly parts: readonly unknown[];
  dispose(): void;
}

/** The passes that were used last; a graph holds memory. */
const CACHE = new LruCache<Entry>(16);

/**
 * Runs a forward and a backward pass as a graph: a cached one where the model, the loss, the shapes and the quantities are the
 * same, else one that is traced now. A graph of a model with user code is used once, as that code may read what has changed by the
 * next call.
 *
 * @throws {TraceError} where the model does what a graph can't hold
 */
export function runCompiled(context: GradientContext, x: Inputs, y: Targets, observer: Observer): number {
  const { parts, hookedLayer, userCode } = fingerprintOf(context.model, context.loss);
  // The observer itself must not be kept, so that the requested quantities are copied.
  const wanted = quantitiesOf(context.layers).filter((quantity) => observer.wants(quantity));
  const key = keyOf(context, x, y, wanted);
  const cached = CACHE.get(key);
  if (cached !== undefined && isUnchanged(cached.parts, parts))
    return cached.pass.run(context, x, y, observer);
  const pass = new CompiledPass(context, (quantity) => wanted.includes(quantity));
  const dispose = (): void => {
    pass.dispose();
  };
  let isReusable = false;
  try {
    const loss = pass.run(context, x, y, observer);
    isReusable = hookedLayer === null && userCode === null;
    return loss;
  } catch (error) {
    throw renameTraceError(context.loss.where, error);
  } finally {
    if (isReusable) cache(key, { pass, parts, model: context.model, dispose });
    else dispose();
  }
}

/** The cache key: the model, the loss, and the shapes and quantities of the pass. */
function keyOf({ model, loss }: GradientContext, x: Inputs, y: Targets, wanted: readonly string[]): string {
  const signature = ({ dtype, shape }: tf.Tensor): string => `${dtype}[${shape.join()}]`;
  const lossKey = loss.dependsOn?.map((part) => (typeof part === 'function' ? objectId(part) : String(part)));
  return [objectId(model), lossKey ?? 'a function', ...[x, y].flat().map(signature), wanted].join(' ');
}

/** Adds an entry, and removes those of disposed models. */
function cache(key: string, entry: Entry): void {
  for (const [other, { model }] of CACHE.entries()) {
    if (model.weights.some(isDisposedWeight)) CACHE.delete(other);
  }
  CACHE.set(key, entry);
}
