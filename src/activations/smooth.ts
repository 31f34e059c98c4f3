// Smooth variants of the ReLU, and ones with a smooth tail. The least values of GELU, SiLU and Mish were computed.
import { erf, logistic } from '../math';
import type { Activation } from './activation';
import { kerasLayer } from './layers';

export const elu: Activation = {
  label: 'ELU',
  value: (z) => (z > 0 ? z : Math.expm1(z)),
  derivative: (z) => (z > 0 ? 1 : Math.exp(z)),
  kinks: [0], // of the second derivative
  range: [-1, Infinity],
  saturation: null,
  layer: kerasLayer('elu'),
  source: 'Clevert, Unterthiner and Hochreiter 2016',
};

// The fixed point of mean 0 and variance 1: Klambauer et al. 2017, eq. 14.
const ALPHA = 1.6732632423543772;
const LAMBDA = 1.0507009873554805;

export const selu: Activation = {
  label: 'SELU',
  value: (z) => LAMBDA * (z > 0 ? z : ALPHA * Math.expm1(z)),
  derivative: (z) => LAMBDA * (z > 0 ? 1 : ALPHA * Math.exp(z)),
  kinks: [0],
  range: [-LAMBDA * ALPHA, Infinity],
  saturation: null,
  layer: kerasLayer('selu'),
  source: 'Klambauer, Unterthiner, Mayr and Hochreiter 2017',
};

/** The traits of a function with a derivative everywhere, which rises from its least value on without end. */
const smoothFrom = (least: number): Pick<Activation, 'kinks' | 'range' | 'saturation'> => ({
  kinks: [],
  range: [least, Infinity],
  saturation: null,
});

const normalCdf = (z: number): number => (1 + erf(z / Math.SQRT2)) / 2;
const normalPdf = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

export const gelu: Activation = {
  label: 'GELU',
  value: (z) => z * normalCdf(z),
  derivative: (z) => normalCdf(z) + z * normalPdf(z),
  ...smoothFrom(-0.169971207),
  layer: kerasLayer('gelu'),
  source: 'Hendrycks and Gimpel 2016',
};

const C = Math.sqrt(2 / Math.PI);
const B = 0.044715; // Hendrycks and Gimpel 2016, section 2
const inner = (z: number): number => C * (z + B * z ** 3);

export const geluTanh: Activation = {
  label: 'GELU (tanh)',
  value: (z) => (z / 2) * (1 + Math.tanh(inner(z))),
  derivative: (z) => {
    const t = Math.tanh(inner(z));
    return (1 + t + z * (1 - t * t) * C * (1 + 3 * B * z * z)) / 2;
  },
  ...smoothFrom(-0.170040751),
  layer: kerasLayer('gelu_new'),
  source: 'Hendrycks and Gimpel 2016, section 2',
};

export const silu: Activation = {
  label: 'SiLU',
  value: (z) => z * logistic(z),
  derivative: (z) => logistic(z) * (1 + z * logistic(-z)),
  ...smoothFrom(-0.278464543),
  layer: kerasLayer('swish'),
  source: 'Elfwing, Uchibe and Doya 2018; as Swish: Ramachandran, Zoph and Le 2017',
};

const softplusOf = (z: number): number => Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z)));

export const mish: Activation = {
  label: 'Mish',
  value: (z) => z * Math.tanh(softplusOf(z)),
  derivative: (z) => {
    const t = Math.tanh(softplusOf(z));
    return t + z * (1 - t * t) * logistic(z);
  },
  ...smoothFrom(-0.308843413),
  layer: kerasLayer('mish'),
  source: 'Misra 2020',
};

export const softplus: Activation = {
  label: 'softplus',
  value: softplusOf,
  derivative: logistic,
  ...smoothFrom(0),
  layer: kerasLayer('softplus'),
  source: 'Dugas, Bengio, Bélisle, Nadeau and Garcia 2001',
};
