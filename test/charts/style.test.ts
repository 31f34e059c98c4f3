import { expect, test } from 'vitest';
import { colorsFor } from '../../src/charts/style';

const [sigmoid, tanh] = ['sigmoid', 'tanh'].map((name) => colorsFor([name]).get(name));

test('A name that speaks of an activation has its colour', () => {
  const colours = colorsFor(['sigmoid with LeCun', 'standard tanh']);
  expect([...colours.values()]).toEqual([sigmoid, tanh]);
});

test('No two names share a colour: the activation itself comes first, then the first that speaks of it', () => {
  const colours = colorsFor(['tanh × 1', 'tanh × 4', 'sigmoid × 10', 'sigmoid']);
  expect(new Set(colours.values()).size).toBe(4);
  expect(colours.get('tanh × 1')).toBe(tanh);
  expect(colours.get('sigmoid')).toBe(sigmoid);
});

test('An activation that is called after another one does not have its colour', () => {
  expect(colorsFor(['hard tanh']).get('hard tanh')).not.toBe(tanh);
});
