import { expect, test } from 'vitest';
import { trainingProgress } from '../../src/notebook';
import { withHeldClock } from '../clock';
import { sentBy } from './kernel';

test('in a notebook the loss is a line that grows, in one display that is empty at the end', async () => {
  const sent = await sentBy(() =>
    withHeldClock((clock) => {
      const show = trainingProgress();
      for (let step = 1; step <= 4; step++) {
        show({ step, steps: 4, loss: 1 / step });
        clock.advance(60);
      }
    }),
  );
  expect(new Set(sent.map((s) => s.id)).size).toBe(1);
  expect(sent.map((s) => s.data['text/plain'])).toEqual([
    'step 1 of 4, loss 1',
    'step 2 of 4, loss 0.5',
    'step 3 of 4, loss 0.333',
    '',
  ]);
  const pictures = sent
    .slice(0, 3)
    .map((s) => /points="([^"]*)"/.exec(s.data['text/html'] as string)![1].split(' '));
  expect(pictures.map((points) => points.length)).toEqual([1, 2, 3]);
  expect(pictures[2].at(0)).toBe('0.0,0.0'); // the greatest loss is at the top left
  expect(pictures[2].at(-1)).toBe('320.0,120.0'); // two thirds of the way, at the bottom
});

test('a loss that is no number is a gap', async () => {
  const [sent] = await sentBy(() => {
    trainingProgress()({ step: 1, steps: 9, loss: NaN });
  });
  expect(sent.data['text/html']).toContain('points=""');
});

test('thousands of quick steps cost a handful of messages', async () => {
  const sent = await sentBy(() =>
    withHeldClock((clock) => {
      const show = trainingProgress();
      for (let step = 1; step <= 5000; step++) {
        show({ step, steps: 5000, loss: 1 });
        clock.advance(0.02);
      }
    }),
  );
  expect(sent).toHaveLength(3); // at 0 ms, at 50 ms, and at the end
});
