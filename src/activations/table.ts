// The tables of activation functions: one row to add one.
import type { Activation } from './activation';
import { leakyRelu, linear, prelu, relu, relu6 } from './rectified';
import { hardSigmoid, hardTanh, kerasHardSigmoid, sigmoid, softsign, tanh } from './saturating';
import { elu, gelu, geluTanh, mish, selu, silu, softplus } from './smooth';

/** Those that a spec may name. */
export const TABLE = {
  linear,
  sigmoid,
  tanh,
  relu,
  leakyRelu,
  prelu,
  elu,
  selu,
  gelu,
  geluTanh,
  silu,
  mish,
  softplus,
  hardTanh,
  hardSigmoid,
  relu6,
} satisfies Record<string, Activation>;

/** Those that only a layer of TensorFlow.js has. */
const KERAS_ONLY: Readonly<Record<string, Activation>> = { kerasHardSigmoid, softsign };

/** All of them, by the name that `activationNameOf` gives. */
export const ALL: Readonly<Record<string, Activation | undefined>> = { ...TABLE, ...KERAS_ONLY };
