// What an observer is told while a step is traced: tensors without values yet.
import { tf } from '../backend';
import type { Observer, Quantity } from './recording';
import type { Site } from './sites';

/** Keeps what it was told, in order, to tell it again with values: once for every run of the graph. */
export class Rehearsal implements Observer {
  /** The tensors that were shown, kept past the scopes that they were made in: the graph gives them back in this order. */
  readonly tensors: tf.Tensor[] = [];
  private readonly told: ((observer: Observer, value: tf.Tensor) => void)[] = [];

  /** @param wants what the observers will want; default: all */
  constructor(readonly wants: (quantity: string) => boolean = () => true) {}

  see(site: Site, quantity: string, value: tf.Tensor, time: number | null = null): void {
    this.keep(value, (observer, now) => {
      observer.see(site, quantity, now, time);
    });
  }

  seeInput(site: Site, value: tf.Tensor): void {
    if (site.activation?.saturation == null) return;
    this.keep(value, (observer, now) => {
      observer.seeInput(site, now);
    });
  }

  seeUpdate(site: Site, letter: Quantity, ratio: tf.Tensor): void {
    this.keep(ratio, (observer, now) => {
      observer.seeUpdate(site, letter, now);
    });
  }

  /** Tells an observer all of it, with the values of a run. */
  tell(observer: Observer, values: readonly tf.Tensor[]): void {
    this.told.forEach((tell, i) => {
      tell(observer, values[i]);
    });
  }

  private keep(value: tf.Tensor, tell: (observer: Observer, now: tf.Tensor) => void): void {
    this.tensors.push(tf.keep(tf.clone(value)));
    this.told.push(tell);
  }
}
