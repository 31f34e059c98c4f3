// `question`: a question to the reader, with its answer folded.
import { checkKeys, invalidArgument } from '../errors';
import { escapeProse } from '../html';
import { display } from './display';

/** The MIME type of a question among the outputs of a cell. */
const QUESTION_MIME = 'application/vnd.vanishing-gradients.question+json';

/** The options of `question`. */
export interface QuestionOptions {
  /** The answers to choose from, at least two; a question without them is open. */
  readonly options?: readonly string[];
  /** The answer: paragraphs, with an empty line between them. */
  readonly answer: string;
}

const letter = (i: number): string => String.fromCharCode(65 + i);

const paragraphs = (text: string): string =>
  text
    .split(/\n\s*\n/)
    .map((part) => `<p>${escapeProse(part.trim())}</p>`)
    .join('');

/** Checks that an argument is a text with words in it. */
function checkText(name: string, value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw invalidArgument('question', name, 'a text that is not empty', value);
}

function checkChoices(choices: unknown): readonly string[] {
  if (choices === undefined) return [];
  if (!Array.isArray(choices) || choices.length < 2 || choices.length > 26)
    throw invalidArgument('question', 'options', 'an array of 2 to 26 texts', choices);
  return choices.map((choice, i) => checkText(`options[${i}]`, choice));
}

/**
 * Asks the reader a question, and folds its answer: guess, then open. On a terminal the answer follows the question.
 *
 * @param text the question, in plain words: neither Markdown nor formulas are set in it but the index of a single letter (σ_w²) and
 * powers of ten (1e-5), and HTML is shown as it is written
 * @param options `{ options?, answer }`: the answers to choose from, and the answer, best with measured numbers in it
 * @throws {TypeError} when `text`, `answer` or one of the options is no string or empty, there are fewer than two or more than 26 options,
 * or another key is given
 * @example
 * const perLayer = theory.chi1({ activation: 'relu', weightVariance: 1 });
 * question('Ten ReLU layers with half of He’s variance: how much of the gradient’s variance is left?', {
 *   options: ['a tenth', 'a hundredth', 'a thousandth'],
 *   answer: `About a thousandth: each layer halves it, and ten of them leave ${perLayer ** 10}.`,
 * });
 */
export function question(text: string, options: QuestionOptions): void {
  checkText('text', text);
  checkKeys('question', 'the second argument', options, ['options', 'answer']);
  const choices = checkChoices(options.options);
  const answer = checkText('answer', options.answer);
  const summary = choices.length > 0 ? 'Guess, then open the answer' : 'Think, then open the answer';
  const list = choices.map((choice) => `<li>${escapeProse(choice)}</li>`).join('');
  display({
    [QUESTION_MIME]: { text, options: choices, answer },
    'text/html': [
      '<div class="vg-question mathjax_ignore" role="group" aria-label="Question">',
      paragraphs(text),
      ...(list === '' ? [] : [`<ol type="A" style="list-style-type: upper-alpha">${list}</ol>`]),
      `<details><summary>${summary}</summary>${paragraphs(answer)}</details>`,
      '</div>',
    ].join('\n'),
    'text/plain': [
      `Question: ${text}`,
      ...choices.map((choice, i) => `  ${letter(i)}. ${choice}`),
      `Answer: ${answer}`,
    ].join('\n'),
  });
}
