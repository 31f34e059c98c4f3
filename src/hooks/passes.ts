// Which passes run as graphs: those that come again and again.
import type { tf } from '../backend';
import { isHooked } from './hooks';
import type { Inputs, Targets } from './loss';
import { PassAsGraph, passOnTape, type PassContext } from './pass';
import { quantitiesThroughTime, type Observer } from './recording';
import { layersOf } from './sites';

/** To trace and load a graph takes as long as some twenty passes on the tape; who has asked so often will ask on. */
const OFTEN = 20;
/** Graphs hold memory: only those last used are kept. */
const KEPT = 4;

interface Known {
  calls: number;
  /** Null where tracing is impossible. */
  graph?: PassAsGraph | null;
}

const known = new WeakMap<tf.LayersModel, Map<string, Known>>();
const numbers = new WeakMap<object, number>();
let count = 0;
const kept: Known[] = [];

/** A number for a loss that a caller gave. */
function numberOf(loss: object): number {
  if (!numbers.has(loss)) numbers.set(loss, count++);
  return numbers.get(loss)!;
}

/** What a graph depends on besides the weights' values. */
function keyOf({ model }: PassContext, asked: unknown, x: Inputs, y: Targets, observer: Observer): string {
  const like = ({ dtype, shape }: tf.Tensor): string => `${dtype}[${shape.join()}]`;
  const loss = typeof asked === 'function' ? `#${numberOf(asked)}` : String(asked);
  const trained = model.layers.map(({ trainable }) => (trainable ? '1' : '0')).join('');
  const wanted = quantitiesThroughTime.filter((quantity) => observer.wants(quantity)).join();
  return [loss, ...[x, y].flat().map(like), trained, wanted].join(' ');
}

/**
 * A pass that is observed: on the tape, or as a graph where the same was asked for many times.
 *
 * @param asked the loss that the caller named
 * @param compiled true: as a graph, or an error; false: on the tape
 */
export function observedPass(
  context: PassContext,
  { asked, compiled }: { asked: unknown; compiled: boolean | undefined },
  x: Inputs,
  y: Targets,
  observer: Observer,
): number {
  // What a hook does beside its tensors, such as counting, would happen once.
  const onTape = compiled === false || (compiled === undefined && layersOf(context.model).some(isHooked));
  if (onTape) return passOnTape(context, x, y, observer);
  const ofModel = known.get(context.model) ?? new Map<string, Known>();
  known.set(context.model, ofModel);
  const key = keyOf(context, asked, x, y, observer);
  const one = ofModel.get(key) ?? { calls: 0 };
  ofModel.set(key, one);
  one.calls++;
  if (compiled === undefined && one.calls <= OFTEN && !one.graph) return passOnTape(context, x, y, observer);
  const graph = graphOf(one, context, x, y, observer, compiled === true);
  return graph ? graph.run(x, y, observer) : passOnTape(context, x, y, observer);
}

function graphOf(
  one: Known,
  context: PassContext,
  x: Inputs,
  y: Targets,
  observer: Observer,
  required: boolean,
): PassAsGraph | null {
  if (one.graph === undefined || (one.graph === null && required)) {
    try {
      one.graph = new PassAsGraph(context, x, y, observer);
    } catch (error) {
      if (required) throw error;
      one.graph = null;
    }
  }
  if (one.graph === null) return null;
  const place = kept.indexOf(one);
  if (place >= 0) kept.splice(place, 1);
  kept.push(one);
  if (kept.length > KEPT) forget(kept.shift()!);
  return one.graph;
}

function forget(one: Known): void {
  one.graph?.dispose();
  delete one.graph;
  one.calls = 0;
}
