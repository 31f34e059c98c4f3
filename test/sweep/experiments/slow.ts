// An experiment that takes its time, and leaves a line in a file for each time that it runs.
import { appendFileSync } from 'node:fs';
import { experiment } from 'vanishing-gradients/sweep';

export default experiment<{ i: number; ms: number; log: string }>({
  name: 'slow',
  async measure({ i, ms, log }) {
    appendFileSync(log, `${i} ${process.pid}\n`);
    await new Promise((resolve) => setTimeout(resolve, ms));
    return { square: i * i };
  },
});
