// The public face of datasets.
export { addingProblem, type AddingProblemOptions } from './adding-problem';
export { permutation, split, type Dataset, type Split, type SplitOptions } from './dataset';
export { digits, digitsTable, loadDigits, type DigitsOptions } from './digits';
export { randomBatch, type RandomBatchOptions } from './random-batch';
export { spirals, type SpiralsOptions } from './spirals';
