// An observer for a trace, whose tensors have no values yet.
import { tf } from '../backend';
import type { ObservedLayer } from './observed-layers';
import type { Observer, ValueTag } from './observer';
import type { SaturationThreshold } from './saturation';

type Event = (observer: Observer, value: tf.Tensor) => void;

/** Records events during a trace, and replays them with the values of each run of the graph. */
export class DeferredObserver implements Observer {
  /** The tensors of the events, in order, kept beyond their scopes: the outputs that the graph is to have. */
  readonly tensors: tf.Tensor[] = [];
  readonly #events: Event[] = [];
  #untrackedVariables: readonly string[] = [];

  /** @param wants the quantities that the observers of the replays will want; default: all */
  constructor(readonly wants: (quantity: string) => boolean = () => true) {}

  onValue(tag: ValueTag, tensor: tf.Tensor): void {
    this.#record(tensor, (observer, value) => {
      observer.onValue(tag, value);
    });
  }

  onSaturation(layer: ObservedLayer, threshold: SaturationThreshold, tensor: tf.Tensor): void {
    this.#record(tensor, (observer, value) => {
      observer.onSaturation(layer, threshold, value);
    });
  }

  onUntrackedVariables(names: readonly string[]): void {
    this.#untrackedVariables = names;
  }

  onUpdate(tag: ValueTag, tensor: tf.Tensor): void {
    this.#record(tensor, (observer, ratio) => {
      observer.onUpdate(tag, ratio);
    });
  }

  /** Sends all events to an observer, with the values of `tensors` in a run. */
  replay(observer: Observer, values: readonly tf.Tensor[]): void {
    observer.onUntrackedVariables(this.#untrackedVariables);
    this.#events.forEach((send, i) => {
      send(observer, values[i]!);
    });
  }

  #record(tensor: tf.Tensor, event: Event): void {
    this.tensors.push(tf.keep(tf.clone(tensor)));
    this.#events.push(event);
  }
}
