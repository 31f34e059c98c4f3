// Evaluation: loss and accuracy on test examples.
import { itemAt } from '../arrays';
import { keepStates, scope, tf } from '../backend';
import { flattenLayers, type Data } from '../hooks';
import { checkBatch, fixedBatchSize, isBatched, sizeOf, type Source } from './examples';
import { accuracyOf, type StepContext } from './step';

/** Means over the examples. */
export interface Evaluation {
  readonly loss: number;
  readonly accuracy: number | null;
}

/** The loss, without regularisers' penalties, and the accuracy over all examples. The states of the model stay as they were. */
export async function evaluate(where: string, context: StepContext, source: Source): Promise<Evaluation> {
  const restoreStates = keepStates(flattenLayers(context.model));
  try {
    if (!isBatched(source))
      return mean(
        splitIntoBatches(source, fixedBatchSize(context.model)).map((part) =>
          scope(() => evaluateBatch(context, part())),
        ),
      );
    const found: BatchEvaluation[] = [];
    const iterator = await source.iterator();
    for (let next = await iterator.next(); next.value != null; next = await iterator.next()) {
      const { value } = next;
      try {
        const data = checkBatch(where, context.model, context.loss, value);
        found.push(scope(() => evaluateBatch(context, data)));
      } finally {
        tf.dispose(value as tf.TensorContainer);
      }
    }
    return mean(found);
  } finally {
    restoreStates();
  }
}

interface BatchEvaluation extends Evaluation {
  readonly rows: number;
}

function evaluateBatch(context: StepContext, data: Data): BatchEvaluation {
  const { model, loss } = context;
  const output = model.apply(data.x, { training: false }) as tf.Tensor | tf.Tensor[];
  const accuracy = accuracyOf(loss, data.y, output)?.dataSync()[0] ?? null;
  return { loss: itemAt(loss(data.y, output).dataSync(), 0), accuracy, rows: sizeOf(data) };
}

/** The examples as one batch, or as batches of the one size that the model takes. */
function splitIntoBatches(data: Data, size: number | null): (() => Data)[] {
  if (size === null) return [() => data];
  return Array.from({ length: sizeOf(data) / size }, (_, i) => () => {
    const part = (tensors: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] =>
      Array.isArray(tensors)
        ? tensors.map((one) => tf.slice(one, i * size, size))
        : tf.slice(tensors, i * size, size);
    return { x: part(data.x), y: part(data.y) };
  });
}

function mean(found: readonly BatchEvaluation[]): Evaluation {
  const rows = found.reduce((sum, one) => sum + one.rows, 0);
  const over = (value: (one: BatchEvaluation) => number): number =>
    found.reduce((sum, one) => sum + (value(one) * one.rows) / rows, 0);
  const isKnown = found.length > 0 && found.every(({ accuracy }) => accuracy !== null);
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  return { loss: over(({ loss }) => loss), accuracy: isKnown ? over(({ accuracy }) => accuracy!) : null };
}
