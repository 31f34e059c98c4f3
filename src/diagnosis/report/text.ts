// The report as plain text.
import { formatNumber } from '../../format';
import type { Finding } from '../finding';
import type { FirstChange } from '../first-change/first-change';
import {
  firstChangeWords,
  headlineOf,
  ruledOutSentence,
  sectionsOf,
  sentence,
  skippedSentences,
  trainingSentence,
  type Reported,
  type RootSection,
} from './sections';

/** The report of a diagnosis as text, 100 characters wide. */
export function reportText(reported: Reported): string {
  const { roots, notes, skipped } = sectionsOf(reported);
  const healthy = ruledOutSentence(reported);
  const lines = [
    ...wrapped(headlineOf(reported), ''),
    ...[trainingSentence(reported)].flatMap((one) => (one === null ? [] : wrapped(one, '', 4))),
    ...(reported.firstChange === null ? [] : changeLines(reported.firstChange)),
    ...roots.flatMap((root, i) => ['', ...findingLines(root, `${i + 1}. `)]),
    ...(notes.length === 0 ? [] : ['', 'Also measured']),
    ...notes.flatMap(({ problem }) => wrapped(sentence(problem), '- ')),
    ...(healthy === null && skipped.length === 0 ? [] : ['']),
    ...(healthy === null ? [] : wrapped(healthy, '')),
    ...skippedSentences(skipped).flatMap((one) => wrapped(one, '')),
  ];
  return lines.join('\n');
}

function changeLines(change: FirstChange): string[] {
  const { what, brought } = firstChangeWords(change);
  return wrapped(`${what}; ${brought}.`, 'First change: ', 4);
}

function findingLines({ finding, effects, sameAs }: RootSection, number: string): string[] {
  const { severity, problem, meaning, remedy, notebook } = finding;
  const indent = ' '.repeat(number.length);
  return [
    ...wrapped(`${severity.toUpperCase()}: ${sentence(problem)}`, number),
    ...wrapped(meaning, indent),
    ...wrapped(`Measured: ${evidenceText(finding)}`, indent),
    ...wrapped(sameAs === null ? `Do: ${remedy.text}` : `Do: what ${sameAs} says does this too.`, indent),
    ...(remedy.code === null || sameAs !== null
      ? []
      : remedy.code.split('\n').map((line) => `${indent}    ${line}`)),
    ...effects.flatMap((effect) => wrapped(`It explains: ${sentence(effect.problem)}`, indent)),
    ...(notebook === null ? [] : [`${indent}Read: notebooks/${notebook}.ipynb`]),
  ];
}

/** The evidence of a finding as a sentence: the value, on which side of its threshold it is, and how sure the finding is. */
export function evidenceText({ evidence, confidence }: Pick<Finding, 'evidence' | 'confidence'>): string {
  const { quantity, value, threshold, basis } = evidence;
  const side = threshold === null || !(value <= threshold) ? 'above' : value < threshold ? 'below' : 'at';
  const limit = threshold === null || Number.isNaN(value) ? '' : `, ${side} ${formatNumber(threshold)}`;
  return `${quantity}: ${formatNumber(value)}${limit} (${basis}); confidence ${Math.round(100 * confidence)} %.`;
}

const WIDTH = 100;

/** A text broken into lines; `first` stands before it, and as many spaces before its other lines, or `indent`. */
function wrapped(text: string, first: string, indent = first.length): string[] {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(/\s+/)) {
    const isStart = line.trim() === '' || line === first;
    if (!isStart && line.length + word.length + 1 > WIDTH) {
      lines.push(line);
      line = ' '.repeat(indent) + word;
    } else line += isStart ? word : ` ${word}`;
  }
  return [...lines, line];
}
