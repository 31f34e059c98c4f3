// A line over seeds: the median at each point, and the band that 90 % of the runs lie in.
import { invalidArgument } from '../errors';
import { formatNumber } from '../format';
import { median, quantile } from './quantiles';
import { fade } from './style';
import { byNumber, type Named } from './tables';

export interface Line {
  readonly name: string;
  readonly x: readonly number[];
  readonly middle: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly seeds: number;
}

const BAND = [0.05, 0.95] as const;

/**
 * The line of a column over another. Null is where nothing was measured; NaN and infinities are measurements.
 *
 * @throws {TypeError | RangeError} when a column holds no numbers, or one seed has two values at one place
 */
export function lineOf(where: string, table: Pick<Named, 'name' | 'rows'>, x: string, y: string): Line {
  const { name } = table;
  const rows = table.rows.filter((row) => row[y] !== null && row[y] !== undefined);
  if (rows.length === 0) {
    throw new RangeError(`${where}: the table of '${name}' has no values in the column '${y}'`);
  }
  const groups = [...byNumber(where, { name, rows }, x)];
  const values = groups.map(([at, group]) => {
    const seeds = new Set(group.map((row) => row.seed));
    if (seeds.size < group.length) {
      const each = group[0].seed === undefined ? '' : ' for one seed';
      throw new RangeError(
        `${where}: the table of '${name}' has ${group.length} rows at ${x} ${at}${each}; filter it to one`,
      );
    }
    return group.map((row) => {
      const value = row[y];
      if (typeof value !== 'number')
        throw invalidArgument(where, `column '${y}' of '${name}'`, 'numbers', value);
      return value;
    });
  });
  return {
    name,
    x: groups.map(([at]) => at),
    middle: values.map(median),
    low: values.map((v) => quantile(v, BAND[0])),
    high: values.map((v) => quantile(v, BAND[1])),
    seeds: Math.max(...values.map((v) => v.length)),
  };
}

/** Every number that a chart of the lines has to make room for. */
export const extentOf = (lines: readonly Line[]): number[] =>
  lines.flatMap(({ low, high }) => [...low, ...high]);

/** What an axis has no place for is a gap: NaN, infinities, and on a log axis zero. */
export const drawable = (values: readonly number[], log: boolean): (number | null)[] =>
  values.map((v) => (Number.isFinite(v) && (v > 0 || !log) ? v : null));

export interface Look {
  readonly colour: string;
  readonly log: boolean;
  /** Plotly's hover format of a value. */
  readonly format?: string;
  readonly dash?: string;
  /** Default: markers where there are few points. */
  readonly mode?: 'lines' | 'markers' | 'lines+markers';
  readonly width?: number;
  /** What the legend calls it, where that is not the line's name. */
  readonly legend?: { readonly group: string; readonly show: boolean };
  /** Of another panel than the first: { xaxis: 'x2', yaxis: 'y2' }. */
  readonly axes?: Readonly<Record<string, string>>;
  /** What hover says of each point beside its value. */
  readonly text?: readonly string[];
}

const FEW = 40;

/** The line, over its band where there are several seeds. */
export function lineTraces(line: Line, look: Look): Record<string, unknown>[] {
  const { colour, log, format = '.3~g', dash = 'solid', width = 3, axes = {}, text } = look;
  const { mode = line.x.length <= FEW ? 'lines+markers' : 'lines' } = look;
  const shared = { type: 'scatter', legendgroup: look.legend?.group ?? line.name, ...axes };
  const many = line.seeds > 1;
  const range = line.x.map((_, i) => `${formatNumber(line.low[i])} – ${formatNumber(line.high[i])}`);
  const said = [many ? ' (%{customdata})' : '', text ? ' · %{text}' : ''].join('');
  return [
    ...(many ? [{ ...shared, ...band(line, colour, log) }] : []),
    {
      ...shared,
      name: line.name,
      ...(look.legend?.show === false ? { showlegend: false } : {}),
      x: line.x,
      y: drawable(line.middle, log),
      ...(text ? { text } : {}),
      ...(many ? { customdata: range } : {}),
      mode,
      ...(mode === 'markers' ? {} : { line: { color: colour, width, dash } }),
      ...(mode === 'lines' ? {} : { marker: { color: colour, size: line.x.length > 20 ? 5 : 8 } }),
      hovertemplate: `%{y:${format}}${said}`,
    },
  ];
}

/** A closed shape for each stretch without a gap. */
function band({ x, low, high }: Line, colour: string, log: boolean): Record<string, unknown> {
  const [bottom, top] = [drawable(low, log), drawable(high, log)];
  const stretches: number[][] = [[]];
  x.forEach((_, i) => {
    if (bottom[i] === null || top[i] === null) stretches.push([]);
    else stretches.at(-1)!.push(i);
  });
  const closed = stretches.filter((stretch) => stretch.length > 0);
  const outline = (there: readonly unknown[], back: readonly unknown[]): unknown[] =>
    closed.flatMap((stretch, i) => [
      ...(i > 0 ? [null] : []),
      ...stretch.map((at) => there[at]),
      ...stretch.toReversed().map((at) => back[at]),
    ]);
  return {
    x: outline(x, x),
    y: outline(bottom, top),
    mode: 'lines',
    line: { width: 0 },
    fill: 'toself',
    fillcolor: fade(colour, 0.2),
    showlegend: false,
    hoverinfo: 'skip',
  };
}
