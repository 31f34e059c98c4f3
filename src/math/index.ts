// The public face of math: the error function, averages over normal variables, and quantiles of a sample.
export { erf, gaussianExpectation } from './gaussian';
export { median, quantile } from './quantiles';
