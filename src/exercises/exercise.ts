// Types of the student's side of an exercise. Expectations are on the judge's side (src/judge), which neither the handout nor the
// process that runs a submission has: inputs go there as data, and values come back as data.
import type { tf } from '../backend';
import type { Plain } from './plain';

/** A student's function, of whichever form the exercise asks for. */
export type Answer = (...args: never[]) => unknown;
export type Call = (...args: unknown[]) => unknown;
export type Tf = typeof tf;

/** Calls an answer with the inputs of a case, in the form that the exercise promises, and gives the value to be judged. */
export type Adapter<Given = unknown> = (answer: Call, given: Given, tf: Tf) => unknown;

/** The result of one call. */
export type Outcome = { readonly value: Plain } | { readonly error: string };

export interface Verdict {
  readonly status: 'right' | 'wrong' | 'not attempted';
  readonly message: string;
}
