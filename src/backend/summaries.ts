// TensorBoard's event files, through tfjs-node's own writer.
import * as tf from '@tensorflow/tfjs-node';

interface Writer {
  readonly resourceHandle: tf.Tensor;
  scalar(name: string, value: number, step: number): void;
  flush(): void;
}

/** What tfjs-node's backend does for its writer: it makes buckets of the values first, which fails where all are alike. */
interface Backend {
  buckets(): tf.Tensor;
  writeHistogramSummary(
    resource: tf.Tensor,
    step: number,
    name: string,
    data: tf.Tensor,
    count: number,
    description: string,
  ): void;
}

export interface Bucket {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Writes event files into a folder; tfjs-node keeps one writer a folder, with one tensor, until the process ends. */
export class SummaryWriter {
  private readonly writer: Writer;

  constructor(folder: string) {
    let writer!: Writer;
    tf.tidy(() => {
      writer = tf.node.summaryFileWriter(folder) as unknown as Writer;
      tf.keep(writer.resourceHandle);
    });
    this.writer = writer;
  }

  scalar(name: string, value: number, step: number): void {
    this.writer.scalar(name, value, step);
  }

  histogram(name: string, buckets: readonly Bucket[], step: number): void {
    tf.tidy(() => {
      const rows = tf.tensor2d(
        buckets.flatMap(({ from, to, count }) => [from, to, count]),
        [buckets.length, 3],
      );
      const backend = Object.create(tf.backend(), { buckets: { value: () => rows.clone() } }) as Backend;
      backend.writeHistogramSummary(this.writer.resourceHandle, step, name, rows, buckets.length, '');
    });
  }

  flush(): void {
    this.writer.flush();
  }
}
