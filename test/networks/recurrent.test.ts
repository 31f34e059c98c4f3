// Biases of gates: chrono initialisation.
import { describe, expect, it } from 'vitest';
import { recurrent, type RecurrentSpec } from '../../src/networks';

const spec: RecurrentSpec = { inputs: 2, units: 400, outputs: 1, cell: 'lstm', layers: 2 };

/** The biases of the four gates of a layer: input, forget, cell, output. */
function gatesOf(change: Partial<RecurrentSpec>, layer = 'lstm_1'): number[][] {
  const model = recurrent({ ...spec, ...change });
  const biases = [...model.getLayer(layer).getWeights()[2].dataSync<'float32'>()];
  model.dispose();
  return [0, 1, 2, 3].map((i) => biases.slice(400 * i, 400 * (i + 1)));
}
const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('An LSTM with forgetBias: { chrono: T }', () => {
  const [input, forget, cell, output] = gatesOf({ forgetBias: { chrono: 101 }, initializer: 'heNormal' });

  it('has forget biases ln u, with u even between 1 and T - 1', () => {
    const times = forget.map(Math.exp);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...times)).toBeLessThanOrEqual(100.01);
    // standard error of the mean of 400: 99 / √12 / 20 = 1.4
    expect(Math.abs(mean(times) - 50.5)).toBeLessThan(5);
    const quarters = [0, 1, 2, 3].map(
      (i) => times.filter((u) => u > 1 + 24.75 * i && u <= 1 + 24.75 * (i + 1)).length,
    );
    for (const count of quarters) expect(Math.abs(count - 100)).toBeLessThan(40); // four deviations
  });

  it('has input biases that are their negatives, and leaves the others', () => {
    expect(input).toEqual(forget.map((bias) => -bias));
    expect([...cell, ...output].every((bias) => bias === 0)).toBe(true);
  });

  it('draws other biases for another layer and another seed, and the same for the same', () => {
    expect(gatesOf({ forgetBias: { chrono: 101 } })[1]).toEqual(forget);
    expect(gatesOf({ forgetBias: { chrono: 101 } }, 'lstm_2')[1]).not.toEqual(forget);
    expect(gatesOf({ forgetBias: { chrono: 101 }, seed: 1 })[1]).not.toEqual(forget);
  });
});

it('An LSTM with a number as forgetBias has it in every unit, and other gates as drawn', () => {
  const [input, forget] = gatesOf({ forgetBias: 2.5, initializer: 'heNormal' });
  expect(forget.every((bias) => bias === 2.5)).toBe(true);
  expect(input.every((bias) => bias === 0)).toBe(true);
});
