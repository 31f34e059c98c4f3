// Every exercise, by name; one more goes into the table of its subject, and into that of how it is handed over.
import { oneOf } from '../errors';
import type { ExerciseName } from '../exercises/calls';
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
