// Declares Tensor covariant in its rank: assignability depends on the rank alone. tfjs does not say so, and the compiler finds
// it out anew for each cell, by comparing all of a tensor's methods: a twelfth of the time that cells take to compile.

const TENSOR_DECLARATIONS = '/@tensorflow/tfjs-core/dist/tensor.d.ts';

/** The text of a file; tfjs's declarations of its tensors with their variance. */
export const withVariance = (path: string, text: string): string =>
  path.endsWith(TENSOR_DECLARATIONS)
    ? text.replace(/(?<=\bclass (?:Tensor|Variable)<)(?=R extends Rank)/g, 'out ')
    : text;
