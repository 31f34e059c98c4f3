// Faults of notebooks, with the messages that a run must report.
import type { Cell, Code } from './support.js';

export interface Fault {
  readonly name: string;
  readonly what: string;
  readonly cells: readonly Cell[];
  /** The code cell that fails, and how many there are. */
  readonly at: readonly [number, number];
  readonly line: string;
  readonly ename: string;
  readonly evalue: string;
  /** The student's own line in the traceback, where the kernel can give one. */
  readonly blamed?: string;
  /** Whether a run with --allow-errors goes on after the fault, so that only the outputs show it. */
  readonly passes: boolean;
}

const code = (text: string, ...tags: string[]): Code => ({ code: text, tags });
const fine = code('const fine = 1;');
const sleep = 'await new Promise((resolve) => setTimeout(resolve, 20));';

const fault = (name: string, what: string, rest: Omit<Fault, 'name' | 'what'>): Fault => ({
  name,
  what,
  ...rest,
});

export const faults: readonly Fault[] = [
  fault('01-start', 'a cell that throws at the start', {
    cells: [code("throw new RangeError('at the start');"), fine, code('1 + 1')],
    at: [1, 3],
    line: "throw new RangeError('at the start');",
    ename: 'RangeError',
    evalue: 'at the start',
    blamed: "> 1 | throw new RangeError('at the start');",
    passes: true,
  }),
  fault('02-middle', 'a cell that throws in the middle', {
    cells: [
      fine,
      '## Text',
      code("const a = 1;\nconst f = () => {\n  throw new Error('in f');\n};\nf();"),
      code('1 + 1'),
    ],
    at: [2, 3],
    line: 'const a = 1;',
    ename: 'Error',
    evalue: 'in f',
    blamed: "> 3 |   throw new Error('in f');",
    passes: true,
  }),
  fault('03-end', 'a cell that throws at the end', {
    cells: [fine, code("throw new TypeError('at the end');"), 'The end.'],
    at: [2, 2],
    line: "throw new TypeError('at the end');",
    ename: 'TypeError',
    evalue: 'at the end',
    blamed: "> 1 | throw new TypeError('at the end');",
    passes: true,
  }),
  fault('04-types', 'a type error', {
    cells: [fine, code("const ten: number = 'ten';")],
    at: [2, 2],
    line: "const ten: number = 'ten';",
    ename: 'CompileError',
    evalue: "Type 'string' is not assignable to type 'number'",
    blamed: "> 1 | const ten: number = 'ten';",
    passes: true,
  }),
  fault('05-rejected', 'a rejected await', {
    cells: [fine, code("const later = Promise.reject(new Error('rejected'));\nawait later;")],
    at: [2, 2],
    line: "const later = Promise.reject(new Error('rejected'));",
    ename: 'Error',
    evalue: 'rejected',
    blamed: "> 1 | const later = Promise.reject(new Error('rejected'));",
    passes: true,
  }),
  fault('06-floating', 'a rejection that nobody waits for', {
    cells: [code(`void Promise.reject(new Error('floating'));\n${sleep}`), fine],
    at: [1, 2],
    line: "void Promise.reject(new Error('floating'));",
    ename: 'Error',
    evalue: 'floating',
    blamed: "> 1 | void Promise.reject(new Error('floating'));",
    passes: true,
  }),
  fault('07-exit', 'process.exit(0)', {
    cells: [fine, code('process.exit(0);'), code('1 + 1')],
    at: [2, 3],
    line: 'process.exit(0);',
    ename: 'ProcessExit',
    evalue: 'process.exit(0)',
    blamed: '> 1 | process.exit(0);',
    passes: true,
  }),
  fault('08-loop', 'an endless loop', {
    cells: [fine, code('for (;;);')],
    at: [2, 2],
    line: 'for (;;);',
    ename: 'CellTimeoutError',
    evalue: 'did not end within 6 s',
    passes: false,
  }),
  fault('09-kill', 'a cell that kills the kernel, even where it may raise', {
    cells: [fine, code("process.kill(process.pid, 'SIGKILL');", 'raises-exception')],
    at: [2, 2],
    line: "process.kill(process.pid, 'SIGKILL');",
    ename: 'DeadKernelError',
    evalue: 'the kernel ended',
    passes: false,
  }),
  fault('10-tagged', 'a cell that may raise, and then one that may not', {
    cells: [
      code("throw new Error('meant');", 'raises-exception'),
      fine,
      code("throw new Error('not meant');"),
    ],
    at: [3, 3],
    line: "throw new Error('not meant');",
    ename: 'Error',
    evalue: 'not meant',
    blamed: "> 1 | throw new Error('not meant');",
    passes: true,
  }),
];
