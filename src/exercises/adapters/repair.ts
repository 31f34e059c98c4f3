// Exercise on repairing a network with one change. Only the choice is handed on: a measurement made where the answer runs would
// be worth no more than the answer.
import { flag, checkKeys, oneOf } from '../../errors';
import type { Adapter } from '../exercise';
import type { Matrix } from '../plain';

/** The parts of the spec that may be changed, with their values. A choice is an index into each list. */
export const parts = {
  activation: ['sigmoid', 'tanh', 'relu'],
  initializer: ['pytorch', 'xavierNormal', 'heNormal'],
  normalization: ['none', 'batch', 'layer', 'rms'],
  skip: [false, true],
} as const;
export type Part = keyof typeof parts;
export const partNames = Object.keys(parts) as Part[];

export interface Choice {
  readonly activation: (typeof parts.activation)[number];
  readonly initializer: (typeof parts.initializer)[number];
  readonly normalization: (typeof parts.normalization)[number];
  readonly skip: boolean;
}

export interface Spec extends Choice {
  readonly inputs: number;
  readonly hidden: number[];
  readonly outputs: number;
  readonly seed: number;
}

/** A network, and a batch to measure it with. */
export interface RepairInput {
  readonly spec: Spec;
  readonly x: Matrix;
  readonly y: number[];
}

export const codesOf = (choice: Choice): number[] =>
  partNames.map((part) => (parts[part] as readonly unknown[]).indexOf(choice[part]));

/**
 * The choice in what an answer gave.
 *
 * @throws {TypeError | RangeError} where it is no spec, has something that is not on the lists, or changes another part
 */
function choiceIn(given: Spec, came: unknown): Choice {
  const where = 'mend';
  checkKeys(where, 'the spec that it gives', came, Object.keys(given));
  const spec = { ...(came as Spec) }; // read once
  for (const key of Object.keys(given) as (keyof Spec)[]) {
    if (key in parts || JSON.stringify(spec[key]) === JSON.stringify(given[key])) continue;
    throw new RangeError(`${where}: '${key}' is to stay as it is`);
  }
  return {
    activation: oneOf(where, 'activation', spec.activation, parts.activation),
    initializer: oneOf(where, 'initializer', spec.initializer, parts.initializer),
    normalization: oneOf(where, 'normalization', spec.normalization, parts.normalization),
    skip: flag(where, 'skip', spec.skip),
  };
}

export const callWithSpec: Adapter<RepairInput> = (answer, { spec, x, y }, tf) => {
  const copy = { ...spec, hidden: [...spec.hidden] };
  return codesOf(choiceIn(spec, answer(copy, tf.tensor2d(x), tf.tensor1d(y, 'int32'))));
};
