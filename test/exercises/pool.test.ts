// Each job gets an outcome, also if the process that does it ends.
import { expect, it } from 'vitest';
import { runJobs } from '../../scripts/exercises/pool.mjs';

/** Answers with what it is asked; does what a job says before. */
const program = {
  command: process.execPath,
  args: [
    '-e',
    `require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const job = JSON.parse(line);
  if (job.does === 'dies') process.kill(process.pid, 'SIGKILL');
  if (job.does === 'half') { process.stdout.write('{"half'); process.exit(3); }
  if (job.does === 'says') { console.error('what is wrong'); process.exit(1); }
  console.log(JSON.stringify({ done: job.name }));
});`,
  ],
  cwd: process.cwd(),
  env: process.env,
};

it('A process that ends costs its own work, and no other', async () => {
  const jobs = ['works', 'dies', 'works', 'half', 'says', 'works', 'works'].map((does, i) => ({
    name: i,
    does,
  }));
  const answers = new Map<number, unknown>();
  let words = '';
  await runJobs(program, 2, jobs, (job, answer: unknown, said) => {
    answers.set(job.name, answer);
    if (job.does === 'says') words = said;
  });
  expect([...answers].sort(([a], [b]) => a - b)).toEqual([
    [0, { done: 0 }],
    [1, null],
    [2, { done: 2 }],
    [3, null],
    [4, null],
    [5, { done: 5 }],
    [6, { done: 6 }],
  ]);
  expect(words).toContain('what is wrong');
});

it('A program that can not be started gives no answer to anything', async () => {
  const answers: unknown[] = [];
  const nothing = { ...program, command: '/nowhere/at/all' };
  await runJobs(nothing, 2, [1, 2, 3], (_, answer: unknown) => answers.push(answer));
  expect(answers).toEqual([null, null, null]);
});
