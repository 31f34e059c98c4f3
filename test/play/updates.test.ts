import { describe, expect, it } from 'vitest';
import { describeUpdates } from '../../src/play/updates';

describe('The words on updates', () => {
  it('say which layers learn, and which hardly do', () => {
    expect(describeUpdates([1e-9, 2e-6, 3e-4, 1e-3])).toBe(
      'In this step layers 1 to 2 change by less than a ten-thousandth of the weights: they hardly learn. Layers 3 to 4 learn.',
    );
    expect(describeUpdates([2e-3, 0, 1e-3, 5e-5])).toBe(
      'In this step layers 2 and 4 change by less than a ten-thousandth of the weights: they hardly learn. Layers 1 and 3 learn.',
    );
    expect(describeUpdates([0, 1e-3])).toBe(
      'In this step layer 1 changes by less than a ten-thousandth of the weights: it hardly learns. Layer 2 learns.',
    );
  });

  it('say so where all layers learn, or none', () => {
    expect(describeUpdates([1e-4, 2e-3])).toMatch(/^In this step every layer learns:/);
    expect(describeUpdates([1e-5, 0])).toMatch(/^In this step every layer hardly learns:/);
  });

  it('are none without finite ratios', () => {
    expect(describeUpdates([])).toBe('');
    expect(describeUpdates([null, null])).toBe('');
    expect(describeUpdates([1e-3, Infinity])).toBe('');
    expect(describeUpdates([NaN, 1e-3])).toBe('');
  });
});
