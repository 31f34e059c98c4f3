// Private parts of tfjs-node's backend.
import { summaryFileWriter, tf } from '../tensorflow';
import type { Binding, TensorMetadata } from './binding';

/** The types of tensors that graphs hold. */
export type DType = 'float32' | 'int32' | 'bool';

/** TensorFlow's numbers for the types. */
export const dtypeNumbers: Readonly<Record<DType, number>> = { float32: 1, int32: 3, bool: 10 };

/** tfjs-node's entry for a tensor's data: values that TensorFlow has not got yet, or its number there. */
export interface DataInfo {
  readonly shape: readonly number[];
  readonly dtype: number;
  values: unknown;
  id: number;
  refCount: number;
  /** Added by this library: how often a graph has written the data since it was given, all under one key. */
  writes?: number;
}

export interface NativeBackend {
  binding: Binding;
  /** Added by this library: restores what a trace replaced, where an interrupt cut the trace off. The kernel calls it. */
  interrupted?: () => void;
  readonly tensorMap: {
    has(dataId: object): boolean;
    get(dataId: object): DataInfo;
    set(dataId: object, info: DataInfo): void;
  };
  getInputTensorIds(tensors: readonly tf.Tensor[]): number[];
  createOutputTensor(metadata: TensorMetadata): tf.Tensor;
  incRef(dataId: object): void;
  disposeData(dataId: object, force?: boolean): boolean;
  readSync(dataId: object): tf.TypedArray;
}

/** @throws {TypeError} where tfjs runs on another backend, whose operations are not TensorFlow's */
export function backend(): NativeBackend {
  const own = tf.backend() as unknown as NativeBackend;
  if ((own as { readonly binding?: Binding }).binding === undefined) {
    throw new TypeError(
      `compile: a graph runs on the backend 'tensorflow', and tfjs now has '${tf.getBackend()}'. Write tf.setBackend('tensorflow')`,
    );
  }
  return own;
}

/** The writer of TensorBoard's event files. */
export interface FileWriter {
  readonly resourceHandle: tf.Tensor;
  scalar(name: string, value: number, step: number): void;
  flush(): void;
}

/** tfjs-node's writer for a folder. */
export const fileWriter = (folder: string): FileWriter => summaryFileWriter(folder) as FileWriter;

/**
 * Writes a histogram that is in buckets already. tfjs-node's own method makes the buckets first, which fails where all values are
 * alike.
 *
 * @param buckets rows of lower limit, upper limit, count
 */
export function writeBuckets(writer: FileWriter, name: string, buckets: tf.Tensor2D, step: number): void {
  const own = Object.create(tf.backend(), { buckets: { value: () => buckets.clone() } }) as {
    writeHistogramSummary(
      resource: tf.Tensor,
      step: number,
      name: string,
      data: tf.Tensor,
      count: number,
      description: string,
    ): void;
  };
  own.writeHistogramSummary(writer.resourceHandle, step, name, buckets, buckets.shape[0], '');
}
