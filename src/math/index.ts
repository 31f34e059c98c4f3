// The public face of math: the error and the logistic function, averages over normal variables, quantiles of a sample, and sums, and singular values.
export { erf, gaussianExpectation } from './gaussian';
export { logistic } from './logistic';
export { dot, mean, sum } from './sums';
export { median, quantile } from './quantiles';
export { singularValues } from './singular-values';
