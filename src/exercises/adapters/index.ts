// The functions that call an answer with the inputs of a case, by the exercise's name.
import { oneOf } from '../../errors';
import type { Adapter } from '../exercise';
import { chainRule } from './chain-rule';
import { diagnosis } from './diagnosis';
import { initialization } from './initialisation';
import { normalization } from './normalisation';
import { recurrent } from './recurrent';
import { skips } from './skips';

const calls = { ...chainRule, ...initialization, ...normalization, ...skips, ...recurrent, ...diagnosis };
export type ExerciseName = keyof typeof calls;
/** The inputs of one case of an exercise. */
export type GivenBy<Name extends ExerciseName> =
  (typeof calls)[Name] extends Adapter<infer Given> ? Given : never;

/** @throws {TypeError} where there is none of that name */
export const adapterOf = (where: string, name: string): Adapter =>
  calls[oneOf(where, 'exercise', name, Object.keys(calls) as ExerciseName[])] as Adapter;
