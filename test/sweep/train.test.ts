// The built-in experiment `train`.
import { expect, it } from 'vitest';
import { sweep } from './support';

const short = { base: { width: 16, steps: 4 } };

it('A training that ends at its last step has the loss and the accuracy there', async () => {
  const table = await sweep('train', { over: { depth: [1, 2] }, ...short }, { executor: 'inline' });
  expect(table.numRows()).toBe(2);
  for (const row of table.objects() as Record<string, unknown>[])
    expect(row).toMatchObject({
      lastStep: 4,
      stopped: null,
      fault: null,
      loss: expect.any(Number) as number,
    });
});

it('A training that stops early is a row with the step and the fault, not an error', async () => {
  const over = { learningRate: [1e30], steps: [50] };
  const table = await sweep(
    'train',
    { over, base: { width: 16, depth: 2, activation: 'relu' } },
    {
      executor: 'inline',
    },
  );
  const [row] = table.objects() as [Record<string, unknown>];
  expect(table.numRows()).toBe(1);
  expect(row.fault).toBe('nan');
  expect(row.error).toMatch(/loss is NaN/);
  expect(row.lastStep).toBeLessThan(50);
  expect(row.stopped).toMatch(/"step":/);
});
