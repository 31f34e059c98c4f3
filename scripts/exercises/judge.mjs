// Judges what a submission's answers gave, in a process in which none of its code runs. On standard input, for each check its
// source, as the instructor wrote it, and what its outputs hold; on standard output a verdict for each.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { paths } from '../paths.mjs';

const require = createRequire(import.meta.url);
const { decodeOutcomes, judge } = require(path.join(paths.dist, 'exercises', 'judge.js'));
const { exerciseNamed } = require(path.join(paths.dist, 'exercises', 'table.js'));

/** @typedef {{ status: string, message: string }} Verdict */
/** @typedef {{ exercise?: unknown, seed?: unknown, outcomes?: unknown }} Answers */

const CALL = /exercises\.grade\(\s*'([^']+)',\s*[\w$.]+,\s*(\d+),?\s*\)/g;

/** @param {string} name @param {number} seed @param {(Answers | null)[]} answers @returns {Verdict} */
function verdictOn(name, seed, answers) {
  const answer = answers.findLast((one) => one?.exercise === name && one.seed === seed);
  if (!answer) return { status: 'no answer', message: 'The check did not come to its end.' };
  return judge(exerciseNamed('judge', name), seed, decodeOutcomes(answer.outcomes));
}

/** @param {{ source: string, answers: (Answers | null)[] }} task @returns {Verdict} */
function verdictOf({ source, answers }) {
  const calls = [...source.matchAll(CALL)];
  if (calls.length === 0)
    throw new Error(`this check calls exercises.grade in a way that is not understood:\n${source}`);
  const verdicts = calls.map(([, name, seed]) => verdictOn(name, Number(seed), answers));
  return verdicts.find(({ status }) => status !== 'right') ?? verdicts[0];
}

const tasks = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(tasks.map(verdictOf)));
