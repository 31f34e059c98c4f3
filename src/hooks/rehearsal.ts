// What an observer is told while a step is traced: tensors without values yet.
import { tf } from '../backend';
import type { Observer, Sight } from './recording';
import type { Mark } from './saturation';
import type { Site } from './sites';

/** Keeps what it was told, in order, to tell it again with values: once for every run of the graph. */
export class Rehearsal implements Observer {
  /** The tensors that were shown, kept past the scopes that they were made in: the graph gives them back in this order. */
  readonly tensors: tf.Tensor[] = [];
  private strangers: readonly string[] = [];
  private readonly told: ((observer: Observer, value: tf.Tensor) => void)[] = [];

  /** @param wants what the observers will want; default: all */
  constructor(readonly wants: (quantity: string) => boolean = () => true) {}

  see(sight: Sight, value: tf.Tensor): void {
    this.keep(value, (observer, now) => {
      observer.see(sight, now);
    });
  }

  seeMarked(site: Site, mark: Mark, value: tf.Tensor): void {
    this.keep(value, (observer, now) => {
      observer.seeMarked(site, mark, now);
    });
  }

  seeStrangers(names: readonly string[]): void {
    this.strangers = names;
  }

  seeUpdate(sight: Sight, ratio: tf.Tensor): void {
    this.keep(ratio, (observer, now) => {
      observer.seeUpdate(sight, now);
    });
  }

  /** Tells an observer all of it, with the values of a run. */
  tell(observer: Observer, values: readonly tf.Tensor[]): void {
    observer.seeStrangers(this.strangers);
    this.told.forEach((tell, i) => {
      tell(observer, values[i]);
    });
  }

  private keep(value: tf.Tensor, tell: (observer: Observer, now: tf.Tensor) => void): void {
    this.tensors.push(tf.keep(tf.clone(value)));
    this.told.push(tell);
  }
}
