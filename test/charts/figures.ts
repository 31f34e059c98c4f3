// Properties of figures that tests compare.
import type { Figure } from '../../src/charts';

type Trace = Record<string, unknown> & { x: unknown[]; y: unknown[] };

/** The title as one line, without its marks. */
export const titleOf = ({ layout }: Figure): string =>
  (layout.title as { text: string }).text.replaceAll('<br>', ' ').replaceAll(/<\/?b>/g, '');

export const subtitleOf = ({ layout }: Figure): string =>
  (layout.title as { subtitle: { text: string } }).subtitle.text.replaceAll('<br>', ' ');

export const wordsOf = ({ layout }: Figure): string => layout.meta.description;

/** The traces that have a name: all but the bands. */
export const named = ({ data }: Figure): Trace[] =>
  data.filter(({ name }) => typeof name === 'string') as Trace[];

export const namesOf = (figure: Figure): unknown[] => named(figure).map(({ name }) => name);

export function trace(figure: Figure, name: string): Trace {
  const found = named(figure).find((one) => one.name === name);
  if (!found) throw new Error(`no trace '${name}' among ${namesOf(figure).join(', ')}`);
  return found;
}

export const axisOf = (
  { layout }: Figure,
  key: string,
): Record<string, unknown> & { title: { text: string } } =>
  layout[key] as Record<string, unknown> & { title: { text: string } };

/** Rows of bad input of a chart of one or several tables: what is no table, and a table without what is drawn. */
export const badTables = (
  draw: (tables: never) => unknown,
  other: unknown,
  message: string,
): [string, () => unknown, ErrorConstructor, string][] => [
  [
    'no table',
    () => draw(7 as never),
    TypeError,
    'tables must be an Arquero table, or an object of them; got 7',
  ],
  [
    'null',
    () => draw(null as never),
    TypeError,
    'tables must be an Arquero table, or an object of them; got null',
  ],
  ['a table without the columns', () => draw(other as never), TypeError, message],
];
