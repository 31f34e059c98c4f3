// The instructor's own test of the assignments; the class in class.test.ts does the same for the first one.
import { expect, it } from 'vitest';
import { exercises } from './course.js';

it('Solutions get full marks, and stubs none', () => {
  expect(exercises('check', '02')).toEqual({
    code: 0,
    output: '6 exercises: their solutions get full marks, their stubs none\n',
  });
});
