// The public face of math: the error function, and averages over normal variables.
export { erf, gaussianExpectation } from './gaussian';
