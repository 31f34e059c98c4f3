// The report as plain text.
import type { DiagnosisJson } from '../diagnosis-json';
import { evidenceText, sectionsOf, sentence, type RootSection } from './sections';

/** The report of a diagnosis as text, 100 characters wide. */
export function reportText(reported: DiagnosisJson): string {
  const { headline, training, firstChange, roots, notes, ruledOut, skipped } = sectionsOf(reported);
  const last = [ruledOut, ...skipped].filter((one) => one !== null);
  const lines = [
    ...wrapped(headline, ''),
    ...(training === null ? [] : wrapped(training, '', 4)),
    ...(firstChange === null
      ? []
      : wrapped(`${firstChange.what}; ${firstChange.brought}.`, 'First change, tried on copies: ', 4)),
    ...roots.flatMap((root, i) => ['', ...findingLines(root, `${i + 1}. `)]),
    ...(notes.length === 0 ? [] : ['', 'Also measured']),
    ...notes.flatMap((note) => wrapped(note, '- ')),
    ...(last.length === 0 ? [] : ['']),
    ...last.flatMap((one) => wrapped(one, '')),
  ];
  return lines.join('\n');
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
