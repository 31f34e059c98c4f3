// The tensors of a test: none is left after it.
import { afterEach, beforeEach, expect } from 'vitest';
import { tf } from '../../src/backend';

/** Holds each test of a file to the number of tensors that it began with. @returns a function that takes what is freed after the test */
export function holdTensorCount(): (...made: { dispose(): void }[]) => void {
  let made: { dispose(): void }[] = [];
  let before = 0;
  beforeEach(() => {
    before = tf.memory().numTensors;
    tf.engine().startScope();
  });
  afterEach(() => {
    for (const one of made) one.dispose();
    made = [];
    tf.engine().endScope();
    expect(tf.memory().numTensors).toBe(before);
  });
  return (...more) => {
    made.push(...more);
  };
}
