// Programs of Node that grading asks line by line: each question has an answer of its own, whatever became of the one before.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { paths } from '../../scripts/paths.mjs';

/** Answers with twice the number that it is asked; loops at 0, ends at 13, and refuses texts. */
const program = `
import { answerLines } from ${JSON.stringify(path.join(paths.root, 'scripts/exercises/lines.mjs'))};
answerLines((question) => {
  while (question === 0);
  if (question === 13) process.exit(3);
  if (typeof question === 'string') throw new RangeError('no text, but ' + question);
  return { pid: process.pid, twice: 2 * question };
});`;

const asking = `
import json, sys, time
sys.path.insert(0, sys.argv[1])
from lines import NoAnswer, Program
program = Program(sys.argv[2], "--input-type=module", "-e", sys.argv[3])
for question in json.loads(sys.argv[4]):
    try:
        print(json.dumps(program.ask(question, timeout=2 if question == 0 else 60)))
    except NoAnswer as problem:
        print(json.dumps(str(problem).split(" ended ")[-1]))
`;

it('An answer belongs to its question: after an error, an end, a loop, and as before', () => {
  const questions = [1, 'l\u2028ine\r\n', 2, 13, 3, 0, 4, 5];
  const folder = path.join(paths.root, 'scripts/exercises/grading');
  const { stdout, stderr } = spawnSync(
    paths.python,
    ['-c', asking, folder, process.execPath, program, JSON.stringify(questions)],
    { encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  const answers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { pid: number; twice: number } | string);
  const twice = answers.map((answer) => (typeof answer === 'string' ? answer : answer.twice));
  const ended = 'before it answered';
  expect(twice).toEqual([2, 'no text, but l\u2028ine\r\n', 4, ended, 6, ended, 8, 10]);
  // A new process only where the one before has ended.
  const pids = answers.flatMap((answer) => (typeof answer === 'string' ? [] : [answer.pid]));
  expect(new Set(pids).size).toBe(3);
  expect([pids[0], pids[3]]).toEqual([pids[1], pids[4]]);
});
