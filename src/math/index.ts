// The public face of math: the error function, averages over normal variables, quantiles of a sample, and sums, and singular values.
export { erf, gaussianExpectation } from './gaussian';
export { dot, mean, sum } from './sums';
export { median, quantile } from './quantiles';
export { singularValues } from './singular-values';
