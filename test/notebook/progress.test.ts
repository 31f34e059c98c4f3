import { expect, test } from 'vitest';
import { progress } from '../../src/notebook';
import { withHeldClock } from '../clock';
import { sentBy } from './kernel';

test('items come through in order, as an array or as a count', () => {
  expect([...progress(['a', 'b'])]).toEqual(['a', 'b']);
  expect([...progress(3)]).toEqual([1, 2, 3]);
  expect([...progress(0)]).toEqual([]);
});

test('in a notebook one display shows how many are done, and is empty at the end', async () => {
  const sent = await sentBy(() =>
    withHeldClock((clock) => {
      for (const _ of progress(3, 'seeds')) clock.advance(60);
    }),
  );
  expect(new Set(sent.map((s) => s.id)).size).toBe(1);
  expect(sent.map((s) => s.update)).toEqual([false, true, true, true]);
  expect(sent.map((s) => s.data['text/plain'])).toEqual([
    'seeds: 0 of 3',
    'seeds: 1 of 3',
    'seeds: 2 of 3',
    '',
  ]);
});

test.each(['break', 'error'])('the bar goes away at a %s', async (way) => {
  const sent = await sentBy(() => {
    try {
      for (const i of progress(10)) {
        if (i < 3) continue;
        if (way === 'break') break;
        throw new Error('stop');
      }
    } catch {
      // the test's own
    }
  });
  expect(sent.at(-1)).toMatchObject({ update: true, data: { 'text/plain': '' } });
});

test('10,000 quick items cost a handful of messages', async () => {
  const sent = await sentBy(() =>
    withHeldClock((clock) => {
      for (const _ of progress(10_000)) clock.advance(0.01);
    }),
  );
  expect(sent).toHaveLength(3); // at 0 ms, at 50 ms, and at the end
});

test.each([
  [-1, 'progress: items must be a whole number of at least 0; got -1'],
  ['abc', "progress: items must be a number or a collection; got 'abc'"],
  [null, 'progress: items must be a number or a collection; got null'],
])('refuses %o at once', (items, message) => {
  expect(() => progress(items as never)).toThrow(message);
});
