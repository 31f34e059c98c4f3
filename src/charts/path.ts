// Trajectories of two numbers, such as two weights in training.
import { first, itemAt, last } from '../arrays';
import type { ColumnTable } from '../arquero';
import { invalidArgument } from '../errors';
import { checkOptions, option, type Schema } from '../option-schema';
import { asSentence, countOf, formatNumber, formatRatio } from '../format';
import { axis } from './axes';
import type { Figure } from './figure';
import { layoutFor } from './layout';
import { plottable } from './lines';
import { colorsFor, TEXT_COLOR } from './style';
import { readTables, type NamedRows, type Tables } from './tables';
import { endsInNumber } from './phrases';

/** Options of `charts.path`. */
export interface PathOptions {
  /** The column on the horizontal axis. */
  readonly x: string;
  /** The column on the vertical axis. */
  readonly y: string;
  /** The point where the trajectories should end, drawn as a star. */
  readonly goal?: readonly [number, number];
  /** The title. Default: how many times as long as the straight line each trajectory is. */
  readonly title?: string;
}

interface Trajectory {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

function readTrajectory(where: string, { name, rows }: NamedRows, x: string, y: string): Trajectory {
  if (rows.length === 0) throw new RangeError(`${where}: the table of '${name}' is empty; give a row a step`);
  const numbers = (column: string): number[] =>
    rows.map(({ [column]: value }) => {
      if (typeof value === 'number') return value;
      throw invalidArgument(where, `column '${column}' of '${name}'`, 'numbers', value);
    });
  return { name, x: numbers(x), y: numbers(y) };
}

function checkGoal(where: string, goal: unknown): readonly [number, number] | null {
  if (goal === undefined) return null;
  if (Array.isArray(goal) && goal.length === 2 && goal.every(Number.isFinite))
    return goal as [number, number];
  throw invalidArgument(where, 'goal', '[x, y], two finite numbers', goal);
}

/** The length of a trajectory over that of the straight line between its ends. */
function lengthRatio({ x, y }: Trajectory): number {
  const step = (from: number, to: number): number =>
    Math.hypot(itemAt(x, to) - itemAt(x, from), itemAt(y, to) - itemAt(y, from));
  const steps = x.slice(1).map((_, i) => step(i, i + 1));
  const straight = step(0, x.length - 1);
  return steps.reduce((a, b) => a + b, 0) / straight;
}

/** The length of a trajectory against the straight line, in words; '' where they are the same to two digits. */
function phraseLength(trajectory: Trajectory): string {
  const ratio = lengthRatio(trajectory);
  return Number(ratio.toPrecision(2)) === 1 ? '' : `${formatRatio(ratio)} `;
}

function defaultTitle(trajectories: readonly Trajectory[]): string {
  const [opening, ...others] = trajectories.map((trajectory) => phraseLength(trajectory));
  if (others.length === 0) return `The way is ${opening}as long as the straight line`;
  const rest = others.map((length, i) => {
    const { name } = itemAt(trajectories, i + 1);
    return `, ${name} ${endsInNumber(name) ? 'goes ' : ''}${length.trim() || 'just as far'}`;
  });
  return asSentence(`${first(trajectories).name} goes ${opening}as far as the straight line${rest.join('')}`);
}

const formatPoint = (x: number, y: number): string => `(${formatNumber(x)}, ${formatNumber(y)})`;

function describe(
  trajectories: readonly Trajectory[],
  goal: readonly [number, number] | null,
  options: PathOptions,
): string {
  const each = trajectories.map((trajectory) => {
    const ends = `from ${formatPoint(first(trajectory.x), first(trajectory.y))} to ${formatPoint(last(trajectory.x), last(trajectory.y))}`;
    return `${trajectory.name}: ${ends} in ${countOf(trajectory.x.length - 1, 'step')}, ${phraseLength(trajectory)}as long as the straight line.`;
  });
  const aim = goal ? [`The goal is at ${formatPoint(...goal)}.`] : [];
  return [`Chart of a path by step, ${options.x} to the right and ${options.y} up.`, ...each, ...aim].join(
    ' ',
  );
}

const SCHEMA = {
  x: option.unchecked<PathOptions['x']>(),
  y: option.unchecked<PathOptions['y']>(),
  goal: option.unchecked<PathOptions['goal']>(),
  title: option.string(),
} satisfies Schema<PathOptions>;

/**
 * Draws the trajectory of two numbers in the order of the table's rows, with a dot for each step. Both axes have the same scale,
 * so that directions are true.
 *
 * @param tables a table with a row for each step and the two columns, or an object of several by the names that the legend shows
 * @param options the columns of the two axes, the goal, and the title
 * @returns a figure for `show`, or for `Plotly.newPlot`
 * @throws {TypeError} when a table is no Arquero table, lacks a column or holds values that are no numbers
 * @throws {RangeError} when a table is empty
 * @example
 * const steps = [0, 1, 2, 3, 4].map((step) => ({ w1: 2 - 0.5 ** step, w2: 0.9 ** step - 2 }));
 * show(charts.path(aq.from(steps), { x: 'w1', y: 'w2', goal: [2, -2] })); // a trajectory of five points, and its goal
 */
export function path(tables: Tables, options: PathOptions): Figure {
  const where = 'charts.path';
  checkOptions(where, 'options', options, SCHEMA);
  const { x, y } = options;
  for (const [name, column] of Object.entries({ x, y })) {
    if (typeof column !== 'string') throw invalidArgument(where, name, 'the name of a column', column);
  }
  const goal = checkGoal(where, options.goal);
  const needs = { columns: [x, y], source: 'a table that has the columns named' };
  const trajectories = readTables(where, tables as ColumnTable, 'path', needs).map((table) =>
    readTrajectory(where, table, x, y),
  );
  const names = trajectories.map(({ name }) => name);
  const colors = colorsFor(names);
  const words = {
    title: options.title ?? defaultTitle(trajectories),
    subtitle: `${x} and ${y}, a dot a step`,
    description: describe(trajectories, goal, options),
  };
  const star = goal && {
    type: 'scatter',
    name: 'goal',
    legendgroup: 'goal',
    x: [goal[0]],
    y: [goal[1]],
    mode: 'markers',
    marker: { symbol: 'star', size: 16, color: TEXT_COLOR },
    hovertemplate: 'goal<extra></extra>',
  };
  return {
    data: [
      ...trajectories.map((trajectory) => ({
        type: 'scatter',
        name: trajectory.name,
        legendgroup: trajectory.name,
        x: plottable(trajectory.x, false),
        y: plottable(trajectory.y, false),
        mode: 'lines+markers',
        line: { color: colors.get(trajectory.name), width: 2 },
        marker: { color: colors.get(trajectory.name), size: 6 },
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
