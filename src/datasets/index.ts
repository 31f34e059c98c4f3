export { randomBatch, type Batch, type RandomBatchOptions } from './random-batch';
