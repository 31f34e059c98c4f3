// What an observer is told while a step is traced: tensors without values yet.
import { tf } from '../backend';
import type { Observer, ValueTag } from './table-observer';
import type { SaturationThreshold } from './saturation';
import type { ObservedLayer } from './observed-layers';

/** Keeps what it was told, in order, to tell it again with values: once for every run of the graph. */
export class DeferredObserver implements Observer {
  /** The tensors that were shown, kept past the scopes that they were made in: the graph gives them back in this order. */
  readonly tensors: tf.Tensor[] = [];
  private strangers: readonly string[] = [];
  private readonly events: ((observer: Observer, value: tf.Tensor) => void)[] = [];

  /** @param wants what the observers will want; default: all */
  constructor(readonly wants: (quantity: string) => boolean = () => true) {}

  onValue(sight: ValueTag, value: tf.Tensor): void {
    this.keep(value, (observer, now) => {
      observer.onValue(sight, now);
    });
  }

  onSaturation(site: ObservedLayer, mark: SaturationThreshold, value: tf.Tensor): void {
    this.keep(value, (observer, now) => {
      observer.onSaturation(site, mark, now);
    });
  }

  onUntrackedVariables(names: readonly string[]): void {
    this.strangers = names;
  }

  onUpdate(sight: ValueTag, ratio: tf.Tensor): void {
    this.keep(ratio, (observer, now) => {
      observer.onUpdate(sight, now);
    });
  }

  /** Tells an observer all of it, with the values of a run. */
  replay(observer: Observer, values: readonly tf.Tensor[]): void {
    observer.onUntrackedVariables(this.strangers);
    this.events.forEach((tell, i) => {
      tell(observer, values[i]);
    });
  }

  private keep(value: tf.Tensor, tell: (observer: Observer, now: tf.Tensor) => void): void {
    this.tensors.push(tf.keep(tf.clone(value)));
    this.events.push(tell);
  }
}
