// The course itself, headless.
import { expect, it } from 'vitest';
import { courseFiles, executeCourse, executedFile, outputsOf, WAIT } from './executed.js';
import { lastLine } from './support.js';

it(
  'Every notebook of the course runs to its end, and says nothing on standard error',
  async () => {
    const { code, output } = await executeCourse();
    expect(output).not.toContain('✗');
    expect(code).toBe(0);
    expect(lastLine(output)).toMatch(new RegExp(`^${courseFiles.length} notebooks? passed, 0 failed`));
    for (const file of courseFiles) {
      const outputs = outputsOf(executedFile(file));
      expect(outputs.length).toBeGreaterThan(0);
      expect(outputs.filter(({ name }) => name === 'stderr')).toEqual([]);
    }
  },
  WAIT,
);

it('The notebooks are committed without outputs', () => {
  for (const file of courseFiles) expect(outputsOf(file)).toEqual([]);
});
