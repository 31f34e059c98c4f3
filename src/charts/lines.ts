// A line over seeds: the median at each point, and a band: the range of few runs, 90 % of many.
import { first, itemAt, last } from '../arrays';
import { invalidArgument } from '../errors';
import { formatNumber } from '../format';
import { median, quantile } from '../math';
import { withOpacity } from './style';
import { groupByNumber, type NamedRows } from './tables';

/** A line of medians, with the ends of its band. */
export interface Line {
  readonly name: string;
  readonly x: readonly number[];
  readonly median: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** The largest number of seeds at a point, and the smallest. */
  readonly seeds: number;
  readonly fewestSeeds: number;
}

/** The least number of runs of which quantiles at 5 % and 95 % are drawn; of fewer, they would be close to the extremes. */
export const MIN_SEEDS_OF_QUANTILES = 10;

/** The ends of the band over the runs at one point. */
const bandEnds = (values: readonly number[]): [number, number] => {
  const [low, high] = values.length < MIN_SEEDS_OF_QUANTILES ? [0, 1] : [0.05, 0.95];
  return [quantile(values, low), quantile(values, high)];
};

/**
 * Reads one column over another as a line. Null means that nothing was measured; NaN and infinities are measurements.
 *
 * @throws {TypeError | RangeError} when a column holds no numbers, or a seed has two values at one x
 */
export function medianLine(
  where: string,
  table: Pick<NamedRows, 'name' | 'rows'>,
  x: string,
  y: string,
): Line {
  const { name } = table;
  const rows = table.rows.filter((row) => row[y] !== null && row[y] !== undefined);
  if (rows.length === 0) {
    throw new RangeError(`${where}: the table of '${name}' has no values in the column '${y}'`);
  }
  const groups = [...groupByNumber(where, { name, rows }, x)];
  const values = groups.map(([at, group]) => {
    const seeds = new Set(group.map((row) => row.seed));
    if (seeds.size < group.length) {
      const each = first(group).seed === undefined ? '' : ' for one seed';
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
  const ends = values.map(bandEnds);
  const counts = values.map(({ length }) => length);
  return {
    name,
    x: groups.map(([at]) => at),
    median: values.map(median),
    low: ends.map(([low]) => low),
    high: ends.map(([, high]) => high),
    seeds: Math.max(...counts),
    fewestSeeds: Math.min(...counts),
  };
}

/** All values that the axis of a chart of the lines has to cover. */
export const bandValues = (lines: readonly Line[]): number[] =>
  lines.flatMap(({ low, high }) => [...low, ...high]);

/** Replaces values that an axis can't show by null, a gap: NaN, infinities, and on a log axis zero. */
export const plottable = (values: readonly number[], log: boolean): (number | null)[] =>
  values.map((v) => (Number.isFinite(v) && (v > 0 || !log) ? v : null));

/** The medians at given places, as an axis can show them; null where there is none. */
export function mediansAt(
  { x, median }: Pick<Line, 'x' | 'median'>,
  places: readonly number[],
  log: boolean,
): (number | null)[] {
  const values = new Map(x.map((place, i) => [place, median[i]]));
  return plottable(
    places.map((place) => values.get(place) ?? NaN),
    log,
  );
}

/** How a line is drawn. */
export interface LineStyle {
  readonly color: string;
  readonly log: boolean;
  /** Plotly's hover format of a value. */
  readonly format?: string;
  readonly dash?: string;
  /** Default: markers where there are at most MAX_MARKERS points. */
  readonly mode?: 'lines' | 'markers' | 'lines+markers';
  readonly width?: number;
  /** The group of the line in the legend, and whether it has an entry. Default: a group of its own, with an entry. */
  readonly legend?: { readonly group: string; readonly show: boolean };
  /** The axes of another panel than the first: { xaxis: 'x2', yaxis: 'y2' }. */
  readonly axes?: Readonly<Record<string, string>>;
  /** Text at each point that hovering shows beside the value. */
  readonly text?: readonly string[];
}

const MAX_MARKERS = 40;

/** The Plotly traces of a line: its band where there are several seeds, and its medians over it. */
export function lineTraces(line: Line, look: LineStyle): Record<string, unknown>[] {
  const { color, log, format = '.3~g', dash = 'solid', width = 3, axes = {}, text } = look;
  const { mode = line.x.length <= MAX_MARKERS ? 'lines+markers' : 'lines' } = look;
  const y = plottable(line.median, log);
  const sizes = mode === 'lines' ? sizesOfSinglePoints(y) : line.x.length > 20 ? 5 : 8;
  const shared = { type: 'scatter', legendgroup: look.legend?.group ?? line.name, ...axes };
  const many = line.seeds > 1;
  const range = line.x.map(
    (_, i) => `${formatNumber(itemAt(line.low, i))} – ${formatNumber(itemAt(line.high, i))}`,
  );
  const details = [many ? ' (%{customdata})' : '', text ? ' · %{text}' : ''].join('');
  return [
    ...(many ? [{ ...shared, ...bandTrace(line, color, log) }] : []),
    {
      ...shared,
      name: line.name,
      ...(look.legend?.show === false ? { showlegend: false } : {}),
      x: line.x,
      y,
      ...(text ? { text } : {}),
      ...(many ? { customdata: range } : {}),
      mode: sizes === null || mode === 'markers' ? mode : 'lines+markers',
      ...(mode === 'markers' ? {} : { line: { color, width, dash } }),
      ...(sizes === null ? {} : { marker: { color, size: sizes } }),
      hovertemplate: `%{y:${format}}${details}`,
    },
  ];
}

/** Markers for the points of a line that no stroke leads to or from; null where there are none. */
function sizesOfSinglePoints(y: readonly (number | null)[]): number[] | null {
  const has = (i: number): boolean => (y[i] ?? null) !== null;
  const sizes = y.map((_, i) => (has(i) && !has(i - 1) && !has(i + 1) ? 6 : 0));
  return sizes.some((size) => size > 0) ? sizes : null;
}

/** The band as a closed shape for each stretch without a gap. */
function bandTrace({ x, low, high }: Line, color: string, log: boolean): Record<string, unknown> {
  const [bottom, top] = [plottable(low, log), plottable(high, log)];
  const stretches: number[][] = [[]];
  x.forEach((_, i) => {
    if (bottom[i] === null || top[i] === null) stretches.push([]);
    else last(stretches).push(i);
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
    fillcolor: withOpacity(color, 0.2),
    showlegend: false,
    hoverinfo: 'skip',
  };
}
