// Weights that Python and TypeScript make alike: see `fill` in test/fixtures/networks.py.
import { expect } from 'vitest';
import { tf } from '../src/backend';
import { noise } from './noise';

/** The numbers that each weight is filled with, in the order in which the numbers were drawn: offset + scale * noise(1000 + i). */
export type Drawn = readonly { readonly name: string; readonly offset: number; readonly scale: number }[];

export interface Kept {
  readonly norm: number;
  /** The sum along a fixed direction. */
  readonly projection: number;
}

export const sizeOf = (shape: readonly (number | null)[]): number =>
  shape.reduce<number>((a, b) => a * b!, 1);

export function fill(model: tf.LayersModel, drawn: Drawn): void {
  const at = new Map(drawn.map(({ name }, i) => [name, i]));
  expect(model.weights.map((w) => w.originalName).sort()).toEqual([...at.keys()].sort());
  tf.tidy(() => {
    for (const weight of model.weights) {
      const i = at.get(weight.originalName)!;
      const { offset, scale } = drawn[i];
      const values = Float32Array.from(noise(1000 + i, sizeOf(weight.shape)), (v) => offset + scale * v);
      weight.write(tf.tensor(values, weight.shape as number[]));
    }
  });
}

/** `summary` in test/fixtures/noise.py. */
export function keep(values: ArrayLike<number>): Kept {
  const directions = noise(7, values.length);
  let [squares, projection] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    squares += values[i] ** 2;
    projection += values[i] * directions[i];
  }
  return { norm: Math.sqrt(squares), projection };
}
