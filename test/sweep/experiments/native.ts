// An experiment that spends its time in one call of native code, in which no JavaScript runs.
import { pbkdf2Sync } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { experiment } from 'vanishing-gradients/sweep';

export default experiment<{ i: number; iterations: number; log: string }>({
  name: 'native',
  measure({ i, iterations, log }) {
    appendFileSync(log, `${i} ${process.pid}\n`);
    return { hash: pbkdf2Sync(String(i), 'salt', iterations, 16, 'sha512').toString('hex') };
  },
});
