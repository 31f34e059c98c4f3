// The training of a state's network, in a worker: some steps at a time, so that it can be paused and its rate changed.
import { tf } from '../../src/backend';
import { digits, loadDigits, spirals } from '../../src/datasets';
import { train } from '../../src/training';
import { buildNetwork, specOf } from '../../src/play/network';
import type { PlayState } from '../../src/play/state';
import type { DataName, Points, Trained, TrainedLayer } from './messages';

const POINTS = 400;
const SPREAD = 2; // the spirals end at radius 1: with this factor, coordinates have a variance of about one
const EDGE = 2.2; // of the plane that is shown
const SURFACE_SIDE = 40;
const BATCH = 32;

interface Data {
  readonly x: tf.Tensor;
  readonly y: tf.Tensor;
  /** Examples that measure the accuracy. */
  readonly test: { readonly x: tf.Tensor; readonly y: tf.Tensor };
}

function loadSpirals(seed: number): Data {
  const { x, y } = spirals({ size: POINTS, turns: 1, noise: 0.03, seed });
  const wide = tf.tidy(() => x.mul(SPREAD));
  x.dispose();
  return { x: wide, y, test: { x: wide, y } };
}

async function loadDigitsFrom(csv: string, seed: number): Promise<Data> {
  const url = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }));
  await loadDigits(url);
  URL.revokeObjectURL(url);
  const { train: own, test } = digits({ seed });
  return { x: own.x, y: own.y, test };
}

/** The grid of a decision surface, row by row from the upper left. */
const grid = (): tf.Tensor =>
  tf.tensor2d(
    Array.from({ length: SURFACE_SIDE ** 2 }, (_, i) => {
      const at = (k: number): number => ((k + 0.5) / SURFACE_SIDE) * 2 * EDGE - EDGE;
      return [at(i % SURFACE_SIDE), -at(Math.floor(i / SURFACE_SIDE))];
    }),
  );

export class Trainer {
  /** The points that are trained on; null for digits. */
  readonly points: Points | null;
  readonly #model: tf.LayersModel;
  readonly #optimizer: tf.SGDOptimizer;
  readonly #data: Data;
  readonly #grid: tf.Tensor | null;
  #step = 0;
  #bursts = 0;

  static async start(state: PlayState, data: DataName, rate: number, csv: string): Promise<Trainer> {
    const loaded = data === 'spirals' ? loadSpirals(state.seed) : await loadDigitsFrom(csv, state.seed);
    return new Trainer(state, data, rate, loaded);
  }

  private constructor(state: PlayState, data: DataName, rate: number, loaded: Data) {
    const ends = data === 'spirals' ? { inputs: 2, outputs: 2 } : { inputs: 64, outputs: 10 };
    this.#model = buildNetwork(specOf(state, ends));
    this.#optimizer = tf.train.sgd(rate);
    this.#data = loaded;
    this.#grid = data === 'spirals' ? grid() : null;
    this.points =
      data === 'spirals'
        ? { places: [...loaded.x.dataSync()].map((v) => v / EDGE), arms: [...loaded.y.dataSync()] }
        : null;
  }

  setRate(rate: number): void {
    this.#optimizer.setLearningRate(rate);
  }

  /** Trains some steps, of which the first is observed. */
  async run(count: number): Promise<Trained> {
    const { x, y } = this.#data;
    const result = await train(
      this.#model,
      { x, y },
      {
        steps: count,
        batchSize: BATCH,
        optimizer: this.#optimizer,
        observeEvery: count,
        seed: this.#bursts++,
        loss: 'crossEntropy',
      },
    );
    this.#step += count;
    const losses = [...(result.history.array('loss') as number[])];
    return {
      step: this.#step,
      loss: losses.reduce((a, b) => a + b, 0) / losses.length,
      accuracy: this.#accuracy(),
      layers: trainedLayers((result.layers?.objects() ?? []) as TrainedRow[]),
      surface: this.#surface(),
    };
  }

  dispose(): void {
    this.#model.dispose();
    this.#optimizer.dispose();
    tf.dispose([this.#data.x, this.#data.y, this.#data.test.x, this.#data.test.y]);
    this.#grid?.dispose();
  }

  #accuracy(): number {
    return tf.tidy(() => {
      const { x, y } = this.#data.test;
      const answers = (this.#model.predict(x) as tf.Tensor).argMax(-1);
      return answers.equal(y.cast('int32')).mean().dataSync()[0]!;
    });
  }

  #surface(): number[] | null {
    const places = this.#grid;
    if (places === null) return null;
    return tf.tidy(() => [
      ...(this.#model.predict(places) as tf.Tensor2D).softmax().slice([0, 1], [-1, 1]).dataSync(),
    ]);
  }
}

interface TrainedRow {
  readonly depth: number;
  readonly quantity: string;
  readonly ratio: number | null;
  readonly saturated: number | null;
  readonly dead: number | null;
}

function trainedLayers(rows: readonly TrainedRow[]): TrainedLayer[] {
  const deepest = Math.max(0, ...rows.map(({ depth }) => depth));
  return Array.from({ length: deepest }, (_, i) => {
    const own = rows.filter(({ depth }) => depth === i + 1);
    const first = (column: 'ratio' | 'saturated' | 'dead'): number | null =>
      own.find((row) => row[column] !== null && row[column] !== undefined)?.[column] ?? null;
    return { depth: i + 1, ratio: first('ratio'), saturated: first('saturated'), dead: first('dead') };
  });
}
