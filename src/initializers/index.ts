// The initialisers by name.
import type { Initializer } from './initializer';
import { heNormal, heUniform } from './he';
import { lecunNormal, lecunUniform } from './lecun';
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
} satisfies Record<string, Initializer>;

export type InitializerName = keyof typeof initializers;

export const initializerNames = Object.keys(initializers) as InitializerName[];

export { draw, variance, type Distribution } from './distributions';
export { fansOf, type Fan, type Initializer } from './initializer';
