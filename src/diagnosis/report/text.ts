// The report as plain text.
import { formatNumber } from '../../format';
import type { Finding } from '../finding';
import { headlineOf, sectionsOf, sentence, skippedSentences, type Reported } from './sections';

/** The report of a diagnosis as text, 100 characters wide. */
export function reportText(reported: Reported): string {
  const { roots, notes, skipped } = sectionsOf(reported);
  const lines = [
    headlineOf(reported),
    ...roots.flatMap(({ finding, effects }, i) => ['', ...findingLines(finding, `${i + 1}. `, effects)]),
    ...(notes.length === 0 ? [] : ['', 'Also measured']),
    ...notes.flatMap(({ problem }) => wrapped(sentence(problem), '- ')),
    ...(skipped.length === 0 ? [] : ['']),
    ...skippedSentences(skipped).flatMap((one) => wrapped(one, '')),
  ];
  return lines.join('\n');
}

function findingLines(finding: Finding, number: string, effects: readonly Finding[]): string[] {
  const { severity, problem, meaning, remedy, notebook } = finding;
  const indent = ' '.repeat(number.length);
  return [
    ...wrapped(`${severity.toUpperCase()}: ${sentence(problem)}`, number),
    ...wrapped(meaning, indent),
    ...wrapped(`Measured: ${evidenceText(finding)}`, indent),
    ...wrapped(`Do: ${remedy.text}`, indent),
    ...(remedy.code === null ? [] : remedy.code.split('\n').map((line) => `${indent}    ${line}`)),
    ...effects.flatMap((effect) => wrapped(`It explains: ${sentence(effect.problem)}`, indent)),
    ...(notebook === null ? [] : [`${indent}Read: notebooks/${notebook}.ipynb`]),
  ];
}

/** The evidence of a finding in words, with its threshold and how sure it is. */
export function evidenceText({ evidence, confidence }: Finding): string {
  const { quantity, value, threshold, basis } = evidence;
  const limit = threshold === null ? '' : `, threshold ${formatNumber(threshold)}`;
  const certainty = confidence === 1 ? '' : `; confidence ${Math.round(100 * confidence)} %`;
  return `${quantity} ${formatNumber(value)}${limit} (${basis})${certainty}`;
}

const WIDTH = 100;

/** A text broken into lines; `first` stands before it, and as many spaces before its other lines. */
function wrapped(text: string, first: string): string[] {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(/\s+/)) {
    const isStart = line.trim() === '' || line === first;
    if (!isStart && line.length + word.length + 1 > WIDTH) {
      lines.push(line);
      line = ' '.repeat(first.length) + word;
    } else line += isStart ? word : ` ${word}`;
  }
  return [...lines, line];
}
