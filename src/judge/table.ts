// Every exercise, by name. To add one: a row in the table of its subject, and one in the adapters of src/exercises.
import { oneOf } from '../errors';
import type { ExerciseName } from '../exercises/adapters';
import type { Exercise } from './exercise';
import { chainRule } from './subjects/chain-rule';
import { diagnosis } from './subjects/diagnosis';
import { initialization } from './subjects/initialisation';
import { normalization } from './subjects/normalisation';
import { recurrent } from './subjects/recurrent';
import { skips } from './subjects/skips';

export const exercises = {
  ...chainRule,
  ...initialization,
  ...normalization,
  ...skips,
  ...recurrent,
  ...diagnosis,
} as Record<ExerciseName, Exercise<unknown>>;

/** @throws {TypeError} where there is none of that name */
export const exerciseNamed = (where: string, name: string): Exercise<unknown> =>
  exercises[oneOf(where, 'exercise', name, Object.keys(exercises) as ExerciseName[])];
