// What the student's side of an exercise is made of. What is expected is on the judge's side (src/judge), which is neither in
// what students get nor where their code is graded: there, inputs come as data, and what the answer gives goes back as data.
import type { tf } from '../backend';
import type { Plain } from './plain';

/** A student's function, of whichever form the exercise asks for. */
export type Answer = (...args: never[]) => unknown;
export type Call = (...args: unknown[]) => unknown;
export type Tf = typeof tf;

/** Hands what is given to the answer in the form that the exercise promises, and gives what is to be judged. */
export type HandOver<Given = unknown> = (answer: Call, given: Given, tf: Tf) => unknown;

/** What became of one call. */
export type Outcome = { readonly value: Plain } | { readonly error: string };

export interface Verdict {
  readonly status: 'right' | 'wrong' | 'not attempted';
  readonly message: string;
}
