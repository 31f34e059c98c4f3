// An experiment whose points leave something behind in their process: timers, rejected promises, memory, text.
import { experiment } from 'vanishing-gradients/sweep';

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const kept: unknown[] = [];

const kinds: Record<string, () => unknown> = {
  timer: () =>
    setTimeout(() => {
      throw new Error('left behind');
    }, 100),
  rejection: () => setTimeout(() => void Promise.reject(new Error('left behind')), 100),
  exit: () => setTimeout(() => process.exit(1), 100),
  memory: () => kept.push(Buffer.alloc(150 * 2 ** 20, 1)),
  nobodyWaits: () => void Promise.reject(new Error('nobody waits for it')),
  text: () => {
    for (let i = 0; i < 2000; i++) console.log(`line ${i} ${'x'.repeat(1000)}`);
  },
};

export default experiment<{ kind: string; first: number; i: number }>({
  name: 'left behind',
  async measure({ kind, first, i }) {
    if (i <= first) kinds[kind]!();
    if (i > 1) await wait(400);
    return { square: i ** 2 };
  },
});
