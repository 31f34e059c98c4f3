// The Node side of grading/lines.py: answers each line of JSON on standard input with a line on standard output.
import { createInterface } from 'node:readline';

/**
 * Answers until the input ends: {answer}, or {problem} where the function throws.
 * @param {(question: any) => unknown} answer
 */
export function answerLines(answer) {
  createInterface({ input: process.stdin }).on('line', (line) => {
    process.stdout.write(`${JSON.stringify(replyTo(line, answer))}\n`);
  });
}

/** @param {string} line @param {(question: any) => unknown} answer */
function replyTo(line, answer) {
  try {
    return { answer: answer(JSON.parse(line)) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
