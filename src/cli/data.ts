// Examples from files: CSV with a header, or JSON.
import { existsSync, readFileSync } from 'node:fs';
import { fromCSV } from '../arquero';
import { tf } from '../backend';
import { UsageError } from './errors';

/** The form of the examples in a file. */
export interface DataOptions {
  /** The columns of a CSV file that are targets; default: the last one. */
  readonly targets: readonly string[] | null;
  /** Whether the target, a class, is made one-hot rows of as many classes as the model has outputs. */
  readonly oneHot: boolean;
}

/** Reads the examples for a model; the caller disposes of both tensors. */
export function loadData(
  file: string,
  model: tf.LayersModel,
  options: DataOptions,
): { readonly x: tf.Tensor; readonly y: tf.Tensor } {
  if (!existsSync(file)) throw new UsageError(`there is no file ${file}`);
  if (model.inputs.length !== 1 || model.outputs.length !== 1)
    throw new UsageError(
      'the model has several inputs or outputs; call diagnose in a program, with a tensor for each',
    );
  const text = readFileSync(file, 'utf8');
  return file.endsWith('.json') ? fromJson(file, text) : fromTable(file, text, model, options);
}

function fromJson(file: string, text: string): { x: tf.Tensor; y: tf.Tensor } {
  try {
    const { x, y } = JSON.parse(text) as { x: tf.TensorLike; y: tf.TensorLike };
    return { x: tf.tensor(x), y: tf.tensor(y) };
  } catch (error) {
    throw new UsageError(
      `${file} must hold { "x": […], "y": […] }, arrays of numbers: ${(error as Error).message}`,
    );
  }
}

function fromTable(
  file: string,
  text: string,
  model: tf.LayersModel,
  { targets, oneHot }: DataOptions,
): { x: tf.Tensor; y: tf.Tensor } {
  const table = fromCSV(text);
  const names = table.columnNames();
  const yNames = targets ?? names.slice(-1);
  const missing = yNames.find((name) => !names.includes(name));
  if (missing !== undefined)
    throw new UsageError(`${file} has no column '${missing}'; it has ${names.join(', ')}`);
  const xNames = names.filter((name) => !yNames.includes(name));
  const rows = table.numRows();
  const numbers = (column: string): number[] =>
    numbersOf(file, column, table.array(column) as unknown[], yNames);
  const columns = xNames.map(numbers);
  const flat = Float32Array.from({ length: rows * columns.length }, (_, i) => {
    const column = columns[i % columns.length]!;
    return column[Math.floor(i / columns.length)]!;
  });
  const shape = model.inputs[0]!.shape.slice(1).map((size) => size ?? -1);
  const expected = shape.reduce((product, size) => product * size, 1);
  if (expected > 0 && expected !== columns.length)
    throw new UsageError(
      `${file} has ${columns.length} columns for x, and the model takes ${expected} numbers a row`,
    );
  const y = yNames.map(numbers);
  const x = tf.tensor(flat, [rows, ...shape]);
  if (!oneHot) return { x, y: tf.tensor(y.length === 1 ? y[0]! : rowsOf(y, rows)) };
  const classes = model.outputs[0]!.shape.at(-1) ?? 1;
  return { x, y: tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(y[0]!, 'int32'), classes), 'float32')) };
}

const rowsOf = (columns: readonly number[][], rows: number): number[][] =>
  Array.from({ length: rows }, (_, row) => columns.map((column) => column[row]!));

/** A column as numbers; the texts of a target become class indices, in the order of the alphabet. An empty field is NaN. */
function numbersOf(
  file: string,
  name: string,
  values: readonly unknown[],
  targets: readonly string[],
): number[] {
  const isText = values.some((value) => typeof value === 'string');
  if (!isText) return values.map((value) => (value === null || value === undefined ? NaN : Number(value)));
  const texts = values.map(String);
  if (!targets.includes(name)) {
    const [row] = [...texts.entries()].find(([i]) => typeof values[i] === 'string') ?? [0];
    throw new UsageError(`${file}: column '${name}' must be numbers; row ${row} has '${texts[row]!}'`);
  }
  const classes = [...new Set(texts)].sort();
  return texts.map((text) => classes.indexOf(text));
}
