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

interface Failing {
  /** The number of the code cell that fails, among the code cells. */
  readonly at: number;
  readonly ename: string;
  readonly evalue: string;
  /** The line of the cell that the traceback marks; null where the kernel can give none and a run can not go on. */
  readonly marked?: number | null;
}

function fault(
  name: string,
  what: string,
  cells: readonly Cell[],
  { at, ename, evalue, marked = 1 }: Failing,
): Fault {
  const codes = cells.filter((cell) => typeof cell !== 'string');
  const lines = codes[at - 1]!.code.split('\n');
  const blamed = marked === null ? {} : { blamed: `> ${marked} | ${lines[marked - 1]}` };
  return {
    name,
    what,
    cells,
    at: [at, codes.length],
    line: lines[0]!,
    ename,
    evalue,
    ...blamed,
    passes: marked !== null,
  };
}

export const faults: readonly Fault[] = [
  fault(
    '01-start',
    'a cell that throws at the start',
    [code("throw new RangeError('at the start');"), fine, code('1 + 1')],
    { at: 1, ename: 'RangeError', evalue: 'at the start' },
  ),
  fault(
    '02-middle',
    'a cell that throws in the middle',
    [
      fine,
      '## Text',
      code("const a = 1;\nconst f = () => {\n  throw new Error('in f');\n};\nf();"),
      code('1 + 1'),
    ],
    { at: 2, ename: 'Error', evalue: 'in f', marked: 3 },
  ),
  fault(
    '03-end',
    'a cell that throws at the end',
    [fine, code("throw new TypeError('at the end');"), 'The end.'],
    { at: 2, ename: 'TypeError', evalue: 'at the end' },
  ),
  fault('04-types', 'a type error', [fine, code("const ten: number = 'ten';")], {
    at: 2,
    ename: 'CompileError',
    evalue: "Type 'string' is not assignable to type 'number'",
  }),
  fault(
    '05-rejected',
    'a rejected await',
    [fine, code("const later = Promise.reject(new Error('rejected'));\nawait later;")],
    { at: 2, ename: 'Error', evalue: 'rejected' },
  ),
  fault(
    '06-floating',
    'a rejection that nobody waits for',
    [code(`void Promise.reject(new Error('floating'));\n${sleep}`), fine],
    { at: 1, ename: 'Error', evalue: 'floating' },
  ),
  fault('07-exit', 'process.exit(0)', [fine, code('process.exit(0);'), code('1 + 1')], {
    at: 2,
    ename: 'ProcessExit',
    evalue: 'process.exit(0)',
  }),
  fault('08-loop', 'an endless loop', [fine, code('for (;;);')], {
    at: 2,
    ename: 'CellTimeoutError',
    evalue: 'did not end within 6 s',
    marked: null,
  }),
  fault(
    '09-kill',
    'a cell that kills the kernel, even where it may raise',
    [fine, code("process.kill(process.pid, 'SIGKILL');", 'raises-exception')],
    {
      at: 2,
      ename: 'DeadKernelError',
      evalue: 'the kernel ended while this cell ran (killed by SIGKILL)',
      marked: null,
    },
  ),
  fault(
    '10-tagged',
    'a cell that may raise, and then one that may not',
    [code("throw new Error('meant');", 'raises-exception'), fine, code("throw new Error('not meant');")],
    { at: 3, ename: 'Error', evalue: 'not meant' },
  ),
];
