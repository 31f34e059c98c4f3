// How every exercise hands what it gives to an answer, by the exercise's name.
import { oneOf } from '../../errors';
import type { HandOver } from '../exercise';
import { chainRule } from './chain-rule';
import { diagnosis } from './diagnosis';
import { initialisation } from './initialisation';
import { normalisation } from './normalisation';
import { recurrent } from './recurrent';
import { skips } from './skips';

const calls = { ...chainRule, ...initialisation, ...normalisation, ...skips, ...recurrent, ...diagnosis };
export type ExerciseName = keyof typeof calls;
/** What an exercise gives to the answer, one case. */
export type GivenBy<Name extends ExerciseName> =
  (typeof calls)[Name] extends HandOver<infer Given> ? Given : never;

/** @throws {TypeError} where there is none of that name */
export const callNamed = (where: string, name: string): HandOver =>
  calls[oneOf(where, 'exercise', name, Object.keys(calls) as ExerciseName[])] as HandOver;
