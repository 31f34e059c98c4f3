// Numbers in the prose of a notebook, and whether a claim stands behind each of them.

/** A number that no claim states. */
export interface Stray {
  /** Which of the notebook's cells, from 1. */
  readonly cell: number;
  readonly number: string;
  readonly sentence: string;
}

interface ProseCell {
  readonly cell_type: string;
  readonly source: string | readonly string[];
}

const GAP = '…'; // stands for what was taken out, so that a sentence can still be found
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Digits with thousands separators, decimals and an exponent; not a part of a word such as float32. */
const NUMBER =
  /(?<![\p{L}\p{N}_.])\d+(?:,\d{3})*(?:\.\d+)?(?:e[-−]?\d+)?(?:[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?(?![\p{L}\p{N}_])/gu;

/** Patterns of parts that are no prose, each with its replacement. */
const NO_PROSE: readonly (readonly [RegExp, string])[] = [
  [/^(`{3,}|~{3,})[^]*?^\1/gm, GAP], // fenced code
  [/(`+)[^]*?\1/g, GAP], // code
  [/\$\$[^]*?\$\$/g, GAP],
  [/\$[^$\n]*\$/g, GAP],
  [/<[^>]*>/g, ''], // HTML
  [/\]\([^)]*\)/g, ']'], // where a link leads; what it says is prose
  [/^(\s*#+\s+)\d+(\.\d+)*[.)]?\s/gm, '$1'], // the numbering of headings
  [/^(\s*)\d+[.)]\s/gm, '$1'], // and of lists
];

/** Numbers that say where in the literature something stands. */
const CITED: readonly RegExp[] = [
  // Glorot and Bengio 2010; He et al. (2015); but not: After 2000 steps
  /(?:\b(?!(?:About|After|All|At|By|For|From|In|Of|On|Only|Over|Some|The|To|With)\b)\p{Lu}[\p{L}’'-]*|al\.),?\s\(?(?:19|20)\d\d\b/gu,
  /\b(?:eqs?|equations?|figs?|figures?|sections?|chapters?|ch|tables?|pages?|pp?)\.?\s\d+(?:\.\d+)*/gi,
];

const textOf = ({ source }: ProseCell): string => (typeof source === 'string' ? source : source.join(''));

/** The text without its references: those from their heading to the next one, or a paragraph that begins with their name. */
const withoutReferences = (text: string): string =>
  text
    .replace(/^(#+)\s+(?:references|sources)\b[^]*?(?=^#|(?![^]))/gim, '')
    .replace(/^\*\*(?:references|sources)\.?\*\*[^]*?(?=\n\s*\n|(?![^]))/gim, '');

const proseOf = (text: string): string =>
  [...NO_PROSE, ...CITED.map((pattern) => [pattern, GAP] as const)].reduce(
    (prose, [pattern, left]) => prose.replace(pattern, left),
    withoutReferences(text),
  );

/** A number's value, whatever way it is written: 1,000 is 1e3 is 10³. */
function valueOf(written: string): number {
  const [, mantissa, sign = '', power = ''] = /^([^⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹]*)([⁻⁺]?)(.*)$/u.exec(written)!;
  const base = Number(mantissa.replaceAll(',', '').replace('−', '-'));
  const digits = power.replace(/./g, (digit) => String(SUPERSCRIPTS.indexOf(digit)));
  return digits === '' ? base : base ** (Number(digits) * (sign === '⁻' ? -1 : 1));
}

const numbersIn = (text: string): string[] => text.match(NUMBER) ?? [];

const sentencesOf = (prose: string): string[] =>
  prose
    .split(/\n\s*\n|\n(?=\s*(?:[-*#]|\|))|(?<=[.!?:])\s+(?=[\p{Lu}*])/u)
    .map((sentence) => sentence.replace(/\s+/g, ' ').trim());

/**
 * The numbers in the Markdown cells of a notebook that stand in none of its claims.
 *
 * Code, math, where links lead, the numbering of headings and lists, references, and years and equation numbers of citations are
 * no prose. A number is the same however it is written; its sign and its unit do not count.
 *
 * @param cells of a notebook
 * @param claims the sentences of its claims
 * @example strayNumbers([{ cell_type: 'markdown', source: 'It is 25 times.' }], []) // [{ cell: 1, number: '25', … }]
 */
export function strayNumbers(cells: readonly ProseCell[], claims: readonly string[]): Stray[] {
  const claimed = new Set(claims.flatMap(numbersIn).map(valueOf));
  return cells.flatMap((cell, i) =>
    cell.cell_type !== 'markdown'
      ? []
      : sentencesOf(proseOf(textOf(cell))).flatMap((sentence) =>
          numbersIn(sentence)
            .filter((number) => !claimed.has(valueOf(number)))
            .map((number) => ({ cell: i + 1, number, sentence })),
        ),
  );
}
