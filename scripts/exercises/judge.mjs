// The judge: it draws inputs, and judges what answers gave for them, in a process in which no student's code runs.
//
// Its questions are {task, items}. For the task `ask`, the items are the checks of an assignment, as the instructor wrote them; the
// answer is for each {source, tickets}: what runs in its place where a submission is graded, with inputs where the seed was and no
// more, and the numbers by which the answers are told. For the task `judge`, the items are {source, tickets, answers}, where
// `answers` are JSON texts from the check's outputs; the answer is a verdict for each. Nothing in `answers` is trusted: all of it
// may have been made by the submission's code.
import { randomUUID } from 'node:crypto';
import { loadFromDist } from '../dist.mjs';
import { answerLines } from './lines.mjs';

const { decodeOutcomes } = loadFromDist('exercises/wire.js');
const { judge, questionsOf } = loadFromDist('judge/judge.js');
const { exerciseNamed } = loadFromDist('judge/table.js');

/** @typedef {{ status: string, message: string }} Verdict */
/** @typedef {{ ticket?: unknown, outcomes?: unknown } | null} Answer */
/** @typedef {{ name: string, seed: number }} Grade */

const GRADE = /exercises\.grade\(\s*'([^']+)',\s*([\w$.]+),\s*(\d+),?\s*\)/g;
/** It says what students see, for inputs that they see: no mark depends on it. */
const CHECK = /exercises\.check\(\s*'[^']+',\s*[\w$.]+,?\s*\);?/g;

/** @param {string} source */
function gradesIn(source) {
  const calls = [...source.matchAll(GRADE)];
  if (calls.length === 0)
    throw new Error(`this check calls exercises.grade in a way that is not understood:\n${source}`);
  return calls.map(([, name, , seed]) => ({ name, seed: Number(seed) }));
}

/** @param {string} source */
function ask(source) {
  const grades = gradesIn(source);
  const tickets = grades.map(() => randomUUID());
  let next = 0;
  const asked = source.replace(CHECK, '').replace(GRADE, (_, name, answer) => {
    const given = questionsOf(exerciseNamed('judge', name), grades[next].seed);
    const question = JSON.stringify({ ticket: tickets[next++], given });
    return `exercises.grade('${name}', ${answer}, ${JSON.stringify(question)})`;
  });
  return { source: asked, tickets };
}

/** @param {string} text @returns {Answer} */
function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param {Grade} grade @param {Answer | undefined} answer @returns {Verdict} */
function verdictOn({ name, seed }, answer) {
  if (!answer) return { status: 'no answer', message: 'The check did not come to its end.' };
  try {
    return judge(exerciseNamed('judge', name), seed, decodeOutcomes(answer.outcomes));
  } catch (error) {
    // Arrays may be nested too deeply to read, for example.
    const reason = error instanceof Error ? error.message : String(error);
    return { status: 'wrong', message: `What came is no answer: ${reason}.` };
  }
}

/** @param {{ source: string, tickets: string[], answers: string[] }} task @returns {Verdict} */
function verdictOf({ source, tickets, answers }) {
  const came = answers.map(read);
  const verdicts = gradesIn(source).map((grade, i) =>
    verdictOn(
      grade,
      came.find((one) => one?.ticket === tickets[i]),
    ),
  );
  return verdicts.find(({ status }) => status !== 'right') ?? verdicts[0];
}

/** @type {Record<string, (item: any) => unknown>} */
const tasks = { ask, judge: verdictOf };
answerLines(({ task, items }) => items.map(tasks[task]));
