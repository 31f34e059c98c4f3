// The initialisers by name. One row to add one.
import { heNormal, heUniform } from './he';
import type { Initializer } from './initializer';
import { lecunNormal, lecunUniform } from './lecun';
import { deltaOrthogonal, identity, orthogonal } from './orthogonal';
import { constant, normal, uniform, zeros } from './unscaled';
import { pytorch } from './pytorch';
import { xavierNormal, xavierUniform } from './xavier';

export const initializers = {
  pytorch,
  xavierUniform,
  xavierNormal,
  heUniform,
  heNormal,
  lecunUniform,
  lecunNormal,
  orthogonal,
  deltaOrthogonal,
  identity,
  normal,
  uniform,
  zeros,
  constant,
} satisfies Record<string, Initializer>;

export type InitializerName = keyof typeof initializers;

export const INITIALIZER_NAMES = Object.keys(initializers) as InitializerName[];
