export { erf, gaussianExpectation } from './gaussian';
