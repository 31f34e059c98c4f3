// The instructor's own test of the assignments; the class in class.test.ts does the same for the first one.
import { expect, it } from 'vitest';
import { assignments } from './assignment.js';
import { exercises } from './course.js';

const others = assignments.slice(1);

it('Solutions get full marks, and stubs none', () => {
  const { code, output } = exercises('check', ...others);
  expect(output).toMatch(/^\d+ exercises: their solutions get full marks, their stubs none\n$/);
  expect(code).toBe(0);
  // The five assignments have 25 exercises or more; the first, with six of them, is not checked here.
  expect(others).toHaveLength(4);
  expect(Number.parseInt(output)).toBeGreaterThanOrEqual(25 - 6);
});
