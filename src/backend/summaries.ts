// TensorBoard's event files, written by tfjs-node.
import { tf } from './tensorflow';
import { fileWriter, writeBuckets, type FileWriter } from './internals';

export interface Bucket {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Writes event files into a folder; tfjs-node keeps one writer a folder, with one tensor, until the process ends. */
export class SummaryWriter {
  readonly #writer: FileWriter;

  constructor(folder: string) {
    let writer!: FileWriter;
    tf.tidy(() => {
      writer = fileWriter(folder);
      tf.keep(writer.resourceHandle);
    });
    this.#writer = writer;
  }

  scalar(name: string, value: number, step: number): void {
    this.#writer.scalar(name, value, step);
  }

  histogram(name: string, buckets: readonly Bucket[], step: number): void {
    tf.tidy(() => {
      const rows = buckets.flatMap(({ from, to, count }) => [from, to, count]);
      writeBuckets(this.#writer, name, tf.tensor2d(rows, [buckets.length, 3]), step);
    });
  }

  flush(): void {
    this.#writer.flush();
  }
}
