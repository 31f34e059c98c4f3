// The functions that call an answer with the inputs of a case, by the exercise's name.
import { oneOf } from '../../errors';
import type { Adapter } from '../exercise';
import { chainRule } from './chain-rule';
import { diagnosis } from './diagnosis';
import { initialization } from './initialisation';
import { normalization } from './normalisation';
import { recurrent } from './recurrent';
import { skips } from './skips';

const adapters = { ...chainRule, ...initialization, ...normalization, ...skips, ...recurrent, ...diagnosis };
export type ExerciseName = keyof typeof adapters;

/** @throws {TypeError} where there is none of that name */
export const adapterOf = (where: string, name: string): Adapter =>
  adapters[oneOf(where, 'exercise', name, Object.keys(adapters) as ExerciseName[])] as Adapter;
