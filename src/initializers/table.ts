// The table of initialisers: one row to add one.
import type { Initializer } from './initializer';
import { deltaOrthogonal, identity, orthogonal } from './orthogonal';
import { constant, normal, uniform, zeros } from './unscaled';
import { pytorch } from './pytorch';
import { he, lecun, xavier } from './variance-scaling';

const TABLE = {
  pytorch,
  xavierUniform: xavier.uniform,
  xavierNormal: xavier.normal,
  heUniform: he.uniform,
  heNormal: he.normal,
  lecunUniform: lecun.uniform,
  lecunNormal: lecun.normal,
  orthogonal,
  deltaOrthogonal,
  identity,
  normal,
  uniform,
  zeros,
  constant,
} satisfies Record<string, Initializer>;

/** The name of an initialiser. */
export type InitializerName = keyof typeof TABLE;

/**
 * The initialisers by name, each with its label, source and options.
 *
 * @example initializers.heNormal.source // 'He, Zhang, Ren and Sun 2015, eq. 10; with mode fanOut, eq. 14'
 */
export const initializers: Readonly<Record<InitializerName, Initializer>> = TABLE;

export const INITIALIZER_NAMES = Object.keys(initializers) as InitializerName[];
