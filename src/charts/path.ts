// The way that two numbers take together, step by step: two weights as they train.
import type { ColumnTable } from 'arquero';
import { checkKeys, invalidArgument } from '../errors';
import { formatNumber, formatRatio } from '../format';
import { axis } from './axes';
import type { Figure } from './figure';
import { layoutFor } from './layout';
import { drawable } from './lines';
import { coloursFor, ink } from './style';
import { namedTables, type Named, type Tables } from './tables';

export interface PathOptions {
  /** The column that goes to the right. */
  readonly x: string;
  /** The column that goes up. */
  readonly y: string;
  /** Where the paths should end. */
  readonly goal?: readonly [number, number];
  /** What the chart finds. Default: how much longer each way is than the straight one. */
  readonly title?: string;
}

interface Way {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

function wayOf(where: string, { name, rows }: Named, x: string, y: string): Way {
  if (rows.length === 0) throw new RangeError(`${where}: the table of '${name}' is empty; give a row a step`);
  const numbers = (column: string): number[] =>
    rows.map(({ [column]: value }) => {
      if (typeof value === 'number') return value;
      throw invalidArgument(where, `column '${column}' of '${name}'`, 'numbers', value);
    });
  return { name, x: numbers(x), y: numbers(y) };
}

function goalOf(where: string, goal: unknown): readonly [number, number] | null {
  if (goal === undefined) return null;
  if (Array.isArray(goal) && goal.length === 2 && goal.every(Number.isFinite))
    return goal as [number, number];
  throw invalidArgument(where, 'goal', '[x, y], two finite numbers', goal);
}

/** The length of the way over that of the straight line between its ends. */
function detour({ x, y }: Way): number {
  const steps = x.slice(1).map((_, i) => Math.hypot(x[i + 1] - x[i], y[i + 1] - y[i]));
  const straight = Math.hypot(x.at(-1)! - x[0], y.at(-1)! - y[0]);
  return steps.reduce((a, b) => a + b, 0) / straight;
}

function finding(ways: readonly Way[]): string {
  const each = ways.map((way) => formatRatio(detour(way)));
  if (ways.length === 1) return `The way is ${each[0]} as long as the straight line`;
  const others = ways.slice(1).map(({ name }, i) => `, ${name} ${each[i + 1]}`);
  return `${ways[0].name} goes ${each[0]} as far as the straight line${others.join('')}`;
}

const place = (x: number, y: number): string => `(${formatNumber(x)}, ${formatNumber(y)})`;

function describe(
  ways: readonly Way[],
  goal: readonly [number, number] | null,
  options: PathOptions,
): string {
  const each = ways.map((way) => {
    const ends = `from ${place(way.x[0], way.y[0])} to ${place(way.x.at(-1)!, way.y.at(-1)!)}`;
    return `${way.name}: ${ends} in ${way.x.length - 1} steps, ${formatRatio(detour(way))} as long as the straight line.`;
  });
  const aim = goal ? [`The goal is at ${place(...goal)}.`] : [];
  return [`Chart of a path by step, ${options.x} to the right and ${options.y} up.`, ...each, ...aim].join(
    ' ',
  );
}

/**
 * The way that two numbers take together, in the order of the table's rows, with a dot a step. Both axes have one scale, so
 * that directions are true.
 *
 * @param tables a table with a row a step, or several under the names that the legend gives them
 * @param options which columns go to the right and up, where the way should end, and a title
 * @throws {TypeError | RangeError} when a table is none, lacks a column, is empty, or holds what is no number
 * @example show(charts.path({ sigmoid: a, tanh: b }, { x: 'w1', y: 'w2', goal: [2, -2] }));
 */
export function path(tables: Tables, options: PathOptions): Figure {
  const where = 'charts.path';
  checkKeys(where, 'options', options, ['x', 'y', 'goal', 'title']);
  const { x, y } = options;
  for (const [name, column] of Object.entries({ x, y })) {
    if (typeof column !== 'string') throw invalidArgument(where, name, 'the name of a column', column);
  }
  const goal = goalOf(where, options.goal);
  const needs = { columns: [x, y], source: 'a table that has the columns named' };
  const ways = namedTables(where, tables as ColumnTable, 'path', needs).map((table) =>
    wayOf(where, table, x, y),
  );
  const names = ways.map(({ name }) => name);
  const colours = coloursFor(names);
  const words = {
    title: options.title ?? finding(ways),
    subtitle: `${x} and ${y}, a dot a step`,
    description: describe(ways, goal, options),
  };
  const star = goal && {
    type: 'scatter',
    name: 'goal',
    legendgroup: 'goal',
    x: [goal[0]],
    y: [goal[1]],
    mode: 'markers',
    marker: { symbol: 'star', size: 16, color: ink },
    hovertemplate: 'goal<extra></extra>',
  };
  return {
    data: [
      ...ways.map((way) => ({
        type: 'scatter',
        name: way.name,
        legendgroup: way.name,
        x: drawable(way.x, false),
        y: drawable(way.y, false),
        mode: 'lines+markers',
        line: { color: colours.get(way.name), width: 2 },
        marker: { color: colours.get(way.name), size: 6 },
        hovertemplate: 'step %{pointNumber}: %{x:.3~g}, %{y:.3~g}',
      })),
      ...(star ? [star] : []),
    ],
    layout: {
      ...layoutFor(words, { legend: star ? [...names, 'goal'] : names, plot: 360 }),
      hovermode: 'closest',
      xaxis: axis(x),
      yaxis: { ...axis(y), scaleanchor: 'x' },
    },
  };
}
