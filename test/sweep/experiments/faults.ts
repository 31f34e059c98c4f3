// An experiment whose point says what goes wrong.
import { experiment } from 'vanishing-gradients/sweep';

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const kept: unknown[] = [];

const kinds: Record<string, (signal: AbortSignal) => unknown> = {
  fine: () => ({ value: 1 }),
  rows: () => [{ value: 1 }, { value: 2 }],
  throws: () => {
    throw new RangeError('out of range');
  },
  throwsText: () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- an experiment may
    throw 'a text';
  },
  rejects: () => Promise.reject(new Error('later')),
  nan: () => [{ value: 1 }, { value: NaN, other: 3 }],
  infinite: () => ({ value: Infinity, other: -0 }),
  loops: () => {
    for (;;);
  },
  waits: () => wait(3_600_000),
  listens: async (signal) => {
    await new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        reject(new Error('heard'));
      });
    });
  },
  heap: () => {
    for (;;) kept.push(Array.from({ length: 10_000 }, (_, i) => ({ i })));
  },
  buffers: async () => {
    for (;;) {
      kept.push(Buffer.alloc(20_000_000, 1));
      await wait(5);
    }
  },
  dies: () => process.kill(process.pid, 'SIGKILL'),
  aborts: () => {
    process.abort();
  },
  exits: () => process.exit(0),
  uncaught: async () => {
    setTimeout(() => {
      throw new Error('in a timer');
    });
    await wait(10_000);
  },
  floating: async () => {
    void Promise.reject(new Error('nobody waits for it'));
    await wait(10_000);
  },
  noRows: () => 5,
  notPlain: () => ({ value: new Date(0) }),
  contradicts: () => ({ kind: 'another' }),
  takesFault: () => ({ fault: 'mine' }),
};

export default experiment<{ kind: string }>({
  name: 'faults',
  measure: ({ kind }, { signal }) => kinds[kind]!(signal) as { value: number },
});
