import { expect, test } from 'vitest';
import { colorsFor } from '../../src/charts/style';

const [sigmoid, tanh] = ['sigmoid', 'tanh'].map((name) => colorsFor([name]).get(name));

test('A name that speaks of an activation has its colour', () => {
  const colors = colorsFor(['sigmoid with LeCun', 'standard tanh']);
  expect([...colors.values()]).toEqual([sigmoid, tanh]);
});

test('No two names share a colour: the activation itself comes first, then the first that speaks of it', () => {
  const colors = colorsFor(['tanh × 1', 'tanh × 4', 'sigmoid × 10', 'sigmoid']);
  expect(new Set(colors.values()).size).toBe(4);
  expect(colors.get('tanh × 1')).toBe(tanh);
  expect(colors.get('sigmoid')).toBe(sigmoid);
});

test('An activation that is called after another one does not have its colour', () => {
  expect(colorsFor(['hard tanh']).get('hard tanh')).not.toBe(tanh);
});

test('A name beside activations has the colour of no other one, and an activation has one in every chart', () => {
  expect(colorsFor(['ReLU with He', 'ReLU with Xavier']).get('ReLU with Xavier')).not.toBe(sigmoid);
  const curved = colorsFor(['ELU', 'SELU', 'GELU', 'SiLU']);
  const all = colorsFor(['ReLU', 'GELU', 'SiLU', 'ELU', 'SELU']);
  for (const [name, color] of curved) expect(all.get(name), name).toBe(color);
});
