import { escape, type ColumnTable } from 'arquero';
import { isLayersModel, tf } from '../backend';
import { integer, knownKeys, wrong } from '../errors';
import { instrument, recordWeights, Recording, sitesOf, type HookHandle, type Site } from '../hooks';
import { recordUpdate } from './updates';

export interface WatchOptions {
  /** Look at every n-th batch, the first one included. Default 1. */
  readonly every?: number;
}

/** A callback for `model.fit` that looks at every layer as the model trains. */
export class Watch extends tf.CustomCallback {
  private readonly tables: ColumnTable[] = [];
  private step = 0;
  private readonly sites: readonly Site[];
  private pass: { readonly recording: Recording; readonly probes: HookHandle } | null = null;
  private restore: (() => void) | null = null;

  constructor(
    private readonly watched: tf.LayersModel,
    private readonly every: number,
  ) {
    // tfjs calls these around the batches of fit; every one of them awaits.
    super({
      onTrainBegin: () => this.start(),
      onBatchBegin: () => this.beginBatch(),
      onBatchEnd: () => this.endBatch(),
      onTrainEnd: () => this.stop(),
    });
    this.sites = sitesOf(watched);
  }

  /**
   * What was seen: the `layers` of `observe` with a `step` column (batches, from 1) and, of 'W' and 'U', `ratio`: |ΔW| / |W|.
   *
   * @throws {RangeError} before the first batch
   */
  layers(): ColumnTable {
    const [first, ...others] = this.tables;
    if (first === undefined) {
      throw new RangeError('watch: nothing was seen yet; give it to model.fit first: callbacks: [watcher]');
    }
    return others.length > 0 ? first.concat(others).reify() : first.reify();
  }

  private async start(): Promise<void> {
    const optimizer = (this.watched as unknown as { optimizer: tf.Optimizer }).optimizer;
    const apply = optimizer.applyGradients.bind(optimizer);
    // fit hands every gradient that it computes to its optimiser: looking there costs no second backward pass.
    optimizer.applyGradients = (grads) => {
      if (this.pass)
        this.update(grads as Record<string, tf.Tensor>, () => {
          apply(grads);
        });
      else apply(grads);
    };
    this.restore = () => {
      delete (optimizer as Partial<tf.Optimizer>).applyGradients; // the class's own method shows again
    };
    return Promise.resolve();
  }

  private async beginBatch(): Promise<void> {
    this.step++;
    if ((this.step - 1) % this.every === 0) {
      const recording = new Recording();
      this.pass = { recording, probes: instrument(this.sites, recording) };
    }
    return Promise.resolve();
  }

  private update(grads: Record<string, tf.Tensor>, apply: () => void): void {
    const { recording } = this.pass!;
    // tfjs gives a list of { name, tensor } to some optimisers and an object to others.
    const named = Array.isArray(grads)
      ? Object.fromEntries(
          (grads as { name: string; tensor: tf.Tensor }[]).map(({ name, tensor }) => [name, tensor]),
        )
      : grads;
    recordWeights(this.sites, named, recording);
    recordUpdate(this.sites, recording, apply);
  }

  private async endBatch(): Promise<void> {
    this.finishPass();
    return Promise.resolve();
  }

  private finishPass(): void {
    if (!this.pass) return;
    this.pass.probes.remove();
    const { step } = this;
    this.tables.push(
      this.pass.recording
        .layers()
        .derive({ step: escape(() => step) })
        .relocate('step', { before: 'depth' }),
    );
    this.pass = null;
  }

  private async stop(): Promise<void> {
    this.finishPass();
    this.restore?.();
    this.restore = null;
    return Promise.resolve();
  }
}

/**
 * Watches a model as `model.fit` trains it, in the manner of wandb.watch: a callback, and a table at the end. It costs no
 * second backward pass.
 *
 * @param model the model that will be trained
 * @param options how often to look
 * @throws {TypeError | RangeError} when the model or an option is not right
 * @example
 * const watcher = watch(model, { every: 10 });
 * await model.fit(x, y, { epochs: 5, callbacks: [watcher] });
 * show(charts.heatMap(watcher.layers(), { quantity: 'dL/dz' }));
 */
export function watch(model: tf.LayersModel, options: WatchOptions = {}): Watch {
  if (!isLayersModel(model)) throw wrong('watch', 'model', 'a tf.LayersModel', model);
  knownKeys('watch', 'options', options, ['every']);
  return new Watch(model, integer('watch', 'every', options.every ?? 1, 1));
}
