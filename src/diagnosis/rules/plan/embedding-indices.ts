import type { Plan } from '../../plan/plan';
import { embeddingsOf } from '../../plan/first-layers';
import type { Rule } from '../../rule';

/** An embedding takes whole numbers from 0 to inputDim - 1. */
export const embeddingIndices: Rule<Plan> = {
  name: 'embedding-indices',
  cause: 'data-mistake',
  summary: 'x of an embedding has fractions, or indices that the embedding does not have',
  source: 'TensorFlow.js: Embedding casts its input to int32, and gathers the rows of its matrix',
  notebook: null,
  inspect: ({ inputs, calls }) =>
    inputs.flatMap(({ name, data }) =>
      embeddingsOf(calls, name)
        .map((layer) => ({ layer, size: layer.getConfig().inputDim as number }))
        .filter(({ size }) => !data.isWhole || data.min < 0 || data.max >= size)
        .map(({ layer, size }) => ({
          severity: data.isWhole || data.distinct > 2 ? 'error' : 'warning',
          confidence: 0.95,
          layer: layer.name,
          evidence: {
            quantity: data.isWhole ? 'largest index' : 'smallest and largest value',
            value: data.min < 0 && data.isWhole ? data.min : data.max,
            threshold: size - 1,
            basis: `arithmetic: the embedding has rows 0 to ${size - 1}`,
          },
          problem: data.isWhole
            ? `x goes from ${data.min} to ${data.max}, but ${layer.name} has rows 0 to ${size - 1}`
            : `x of ${layer.name} has values that are no whole numbers, such as ${fractionOf(data.values)}`,
          meaning: data.isWhole
            ? 'An index without a row gives zeros, or an error, in the place of a vector that can be learnt.'
            : 'An embedding cuts them to whole numbers: values that differ become the same index, and what told them apart is lost.',
          remedy: data.isWhole
            ? {
                text: 'Give the embedding a row for each index, the largest one and 0 included.',
                code: `tf.layers.embedding({ inputDim: ${Math.max(size, data.max + 1)}, outputDim: ${layer.getConfig().outputDim as number} })`,
              }
            : {
                text: 'Feed indices of words to an embedding; feed numbers to a dense or a recurrent layer instead.',
                code: null,
              },
        })),
    ),
};

const fractionOf = (values: ArrayLike<number>): number =>
  Array.prototype.find.call(values, (value: number) => !Number.isInteger(value)) as number;
