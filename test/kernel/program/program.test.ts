// A notebook is one program: cut into cells anywhere, it prints what Node prints when it runs the whole.
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/environment';
import { Kernel } from '../support/kernel';
import { cut, generate } from './generate';
import { printedByNode } from './node';
import { typeErrors } from './types';

// A kernel runs fifty programs; each has names of its own.
const batches = Array.from({ length: 10 }, (_, batch) =>
  Array.from({ length: 50 }, (_, i) => generate(50 * batch + i)),
);
const whole = ({ pieces }: (typeof batches)[number][number]) => pieces.join('\n');

test('the programs are valid TypeScript', () => {
  expect(typeErrors(batches.flat().map(whole))).toEqual([]);
});

/** The output of a program, cell by cell, or its error. */
async function printedByKernel(kernel: Kernel, cells: readonly string[]): Promise<string> {
  let text = '';
  for (const cell of cells) {
    const { stdout, error, reply } = await kernel.execute(cell);
    text += stdout;
    if (error) return `${text}\n${error.ename}: ${error.evalue}\nin the cell\n${cell}`;
    if (reply.status !== 'ok') return `${text}\n${String(reply.status)}`;
  }
  return text;
}

describe.concurrent('cut into cells at random, a program prints what it prints whole', () => {
  test.each(batches.map((programs) => [programs[0]!.seed, programs] as const))(
    'fifty programs from seed %i on',
    async (_, programs) => {
      const expected = printedByNode(programs.map(whole));
      const kernel = await Kernel.start({ folder: temporaryFolder() });
      const different: object[] = [];
      try {
        for (const [i, program] of programs.entries()) {
          const cells = cut(program);
          const printed = await printedByKernel(kernel, cells);
          if (printed !== expected[i])
            different.push({ seed: program.seed, cells, printed, expected: expected[i] });
        }
      } finally {
        await kernel.shutdown();
      }
      expect(different).toEqual([]);
    },
  );
});
