// Every exercise, by name; one more goes into the table of its subject.
import { oneOf } from '../errors';
import { chainRule } from './subjects/chain-rule';
import { diagnosis } from './subjects/diagnosis';
import type { Exercise } from './exercise';
import { initialisation } from './subjects/initialisation';
import { normalisation } from './subjects/normalisation';
import { recurrent } from './subjects/recurrent';
import { skips } from './subjects/skips';

export const exercises: Record<string, Exercise> = {
  ...chainRule,
  ...initialisation,
  ...normalisation,
  ...skips,
  ...recurrent,
  ...diagnosis,
};

/** @throws {TypeError} where there is none of that name */
export const exerciseNamed = (where: string, name: string): Exercise =>
  exercises[oneOf(where, 'exercise', name, Object.keys(exercises))];
