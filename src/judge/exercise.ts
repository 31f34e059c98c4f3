// The judge's side of an exercise: the inputs, drawn from a seed, and what is expected. No student's code runs where this is.
import type { Expectation } from '../exercises/expectation';
import type { Plain } from '../exercises/plain';

/** An answer as it is often wrong, and what to say then. */
export interface Slip<Case> {
  /** Ends the sentence "This is what comes out …". */
  readonly hint: string;
  /** The value that comes out; of a sample, its standard deviation. */
  readonly value: (input: Case) => Plain;
}

export interface Exercise<Case> {
  /** The inputs: plain data. */
  readonly cases: (seed: number) => readonly Case[];
  /** The part of an input that the process of the answer gets, without what gives the answer away. Default: all of it. */
  readonly given?: (input: Case) => unknown;
  /** The call as it is written in a message: "sigmoidPrime(0.5)". */
  readonly words: (input: Case) => string;
  readonly expectation: (input: Case) => Expectation;
  /** Describes what is wrong with a value, or null; for exercises where this is cheaper than the whole expectation. */
  readonly fault?: (input: Case, value: Plain) => string | null;
  readonly slips?: readonly Slip<Case>[];
}
