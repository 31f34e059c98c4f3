// What an exercise is: inputs drawn from a seed, a way to call the student's function, and a judgement that rests on the values
// alone. Where those values were made doesn't matter, so they can be judged in a process in which no student's code runs.
import type { tf } from '../backend';
import type { Plain } from './plain';

/** A student's function, of whichever form the exercise asks for. */
export type Answer = (...args: never[]) => unknown;
export type Call = (...args: unknown[]) => unknown;
export type Tf = typeof tf;

/** An answer as it is often wrong, and what to say then. */
export interface Slip<Case> {
  /** Ends the sentence "This is what comes out …". */
  readonly hint: string;
  readonly value: (input: Case) => Plain;
}

export interface Exercise<Case = unknown> {
  /** The inputs: plain data, so that every process can draw them. */
  readonly cases: (seed: number) => readonly Case[];
  /** The call as it is written in a message: "sigmoidPrime(0.5)". */
  readonly words: (input: Case) => string;
  /** Hands the input to the answer in the form that the exercise promises. */
  readonly call: (answer: Call, input: Case, tf: Tf) => unknown;
  /** What is wrong with a value, or null. It never says how to get the right one. */
  readonly fault: (input: Case, value: Plain) => string | null;
  readonly slips?: readonly Slip<Case>[];
  /** Whether the slip's value and the one that came are the same. */
  readonly matches?: (slip: Plain, value: Plain) => boolean;
}

/** What became of one call. */
export type Outcome = { readonly value: Plain } | { readonly error: string };

export interface Verdict {
  readonly status: 'right' | 'wrong' | 'not attempted';
  readonly message: string;
}
