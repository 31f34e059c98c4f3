// Unit health: the shares of saturated values, dead units and zeros at each layer.
import { itemAt } from '../arrays';
import { oneOf, invalidArgument, type NameOf } from '../errors';
import { checkOptions, option, type Schema } from '../option-schema';
import { depthAxis, percentAxis } from './axes';
import type { Figure } from './figure';
import { layoutFor } from './layout';
import { bandValues, medianLine, lineTraces, type Line } from './lines';
import { colorsFor } from './style';
import { readTables, type NamedRows, type Tables } from './tables';
import { joinWithAnd, seedsInDescription, seedsInSubtitle, formatPercent, listPoints } from './phrases';

/** The conditions of units: the quantity that shows each, its label and meaning, and its dash among several tables. */
const CONDITIONS = {
  saturated: {
    quantity: 'z',
    label: 'saturated',
    means: 'values where the activation is flat',
    dash: 'solid',
  },
  dead: { quantity: 'a', label: 'dead', means: 'units at 0 for every example', dash: 'dash' },
  zeros: { quantity: 'a', label: 'zero', means: 'values that are exactly 0', dash: 'dot' },
} as const;
type Condition = keyof typeof CONDITIONS;
const CONDITION_NAMES = Object.keys(CONDITIONS) as Condition[];

/** Options of `charts.unitHealth`. */
export interface UnitHealthOptions {
  /** The shares that are drawn: 'saturated', 'dead', 'zeros'. Default: saturation where the activation can saturate, and the other
   * two where they occur. */
  readonly show?: readonly NameOf<Condition>[];
  /** The title. Default: the layer with the greatest share. */
  readonly title?: string;
}

interface Share {
  readonly table: string;
  readonly condition: Condition;
  readonly line: Line;
}

function checkConditions(where: string, show: unknown): Condition[] {
  if (!Array.isArray(show))
    throw invalidArgument(where, 'show', `an array of ${CONDITION_NAMES.join(', ')}`, show);
  return show.map((condition, i) => oneOf(where, `show[${i}]`, condition, CONDITION_NAMES));
}

/** Reads the shares of one table, without those that are null; without `show`, also without those that are 0 at all layers. */
function readShares(where: string, table: NamedRows, asked: readonly Condition[] | null): Share[] {
  return (asked ?? CONDITION_NAMES).flatMap((condition) => {
    const rows = table.rows.filter(
      (row) => row.quantity === CONDITIONS[condition].quantity && typeof row[condition] === 'number',
    );
    const nothing = rows.length === 0 || (asked === null && rows.every((row) => row[condition] === 0));
    if (nothing && !(condition === 'saturated' && rows.length > 0)) return [];
    const line = medianLine(where, { name: table.name, rows }, 'depth', condition);
    return [{ table: table.name, condition, line }];
  });
}

/** The greatest share of each table: "up to 54 % saturated at layer 3". Zeros come last: half of a ReLU's values are zeros. */
function defaultTitle(shares: readonly Share[], several: boolean): string {
  const peaks = shares.map(({ table, condition, line }) => {
    const most = Math.max(0, ...line.median.filter((v) => !Number.isNaN(v)));
    return { table, condition, most, depth: line.x[line.median.indexOf(most)] };
  });
  const worst = [...new Set(peaks.map(({ table }) => table))].map((table) => {
    const own = peaks.filter((peak) => peak.table === table);
    const unhealthy = own.filter(({ condition, most }) => condition !== 'zeros' && most > 0);
    return (unhealthy.length > 0 ? unhealthy : own).reduce((a, b) => (b.most > a.most ? b : a));
  });
  return worst
    .map(({ table, condition, most, depth }) => {
      const share =
        most > 0
          ? `up to ${formatPercent(most)} ${CONDITIONS[condition].label} at layer ${depth}`
          : `nothing ${CONDITIONS[condition].label}`;
      return several ? `${table}: ${share}` : share.replace(/^./, (letter) => letter.toUpperCase());
    })
    .join('; ');
}

function describe(shares: readonly Share[], names: readonly string[]): string {
  const lines = shares.map(({ line }) => line);
  const each = shares.map(({ line }, i) => `${names[i]}: ${listPoints(line, 'layer', formatPercent)}.`);
  const meanings = CONDITION_NAMES.filter((condition) =>
    shares.some((share) => share.condition === condition),
  ).map((condition) => `${CONDITIONS[condition].label}: ${CONDITIONS[condition].means}`);
  const head = `Line chart by layer, layer 1 nearest the input, of the share of ${meanings.join('; ')}`;
  return `${head}${seedsInDescription(lines)}. ${each.join(' ')}`;
}

const SCHEMA = {
  show: option.unchecked<UnitHealthOptions['show']>(),
  title: option.string(),
} satisfies Schema<UnitHealthOptions>;

/**
 * Draws the shares of saturated values, dead units and zeros at each layer. Where a table holds several seeds, the line is their
 * median and the band holds 90 % of them, of fewer than ten all.
 *
 * @param tables the `layers` of `observe` or `repeat`, with `depth`, `quantity`, `saturated`, `dead` and `zeros` (fractions from 0
 * to 1) and, optionally, `seed`; or an object of several such tables by the names that the legend shows
 * @param options the shares, and the title
 * @returns a figure for `show`, or for `Plotly.newPlot`
 * @throws {TypeError} when a table is no Arquero table or lacks a column, or an option is unknown or of a wrong type
 * @throws {RangeError} when no table has a share to draw
 * @example
 * const { x, y } = datasets.digits().test;
 * const tanh = observe(mlp({ inputs: 64, hidden: [32, 32, 32], outputs: 10, activation: 'tanh' }), x, y);
 * const relu = observe(mlp({ inputs: 64, hidden: [32, 32, 32], outputs: 10, activation: 'relu' }), x, y);
 * show(charts.unitHealth({ tanh: tanh.layers, ReLU: relu.layers })); // the shares of both networks at each layer
 */
export function unitHealth(tables: Tables, options: UnitHealthOptions = {}): Figure {
  const where = 'charts.unitHealth';
  checkOptions(where, 'options', options, SCHEMA);
  const asked = options.show === undefined ? null : checkConditions(where, options.show);
  const needs = {
    columns: ['depth', 'quantity', ...CONDITION_NAMES],
    source: 'the layers of observe or repeat',
  };
  const named = readTables(where, tables, 'units', needs);
  const shares = named.flatMap((table) => readShares(where, table, asked));
  if (shares.length === 0) {
    throw new RangeError(
      `${where}: no table has a share of ${joinWithAnd(asked ?? CONDITION_NAMES)} to draw: no activation here saturates, and no unit is 0`,
    );
  }
  const several = named.length > 1;
  const labels = [...new Set(shares.map(({ condition }) => CONDITIONS[condition].label))];
  const what = labels.length === 1 ? `share ${labels[0]}` : 'share';
  const names = shares.map(({ table, condition }) => {
    const { label } = CONDITIONS[condition];
    if (!several) return label;
    return labels.length === 1 ? table : `${table}: ${label}`;
  });
  const colors = colorsFor(several ? shares.map(({ table }) => table) : names);
  const lines = shares.map(({ line }) => line);
  const words = {
    title: options.title ?? defaultTitle(shares, several),
    subtitle: `${what} by layer${seedsInSubtitle(lines)}`,
    description: describe(shares, names),
  };
  return {
    data: shares.flatMap(({ table, condition, line }, i) =>
      lineTraces(
        { ...line, name: itemAt(names, i) },
        {
          color: colors.get(several ? table : itemAt(names, i))!,
          dash: several && labels.length > 1 ? CONDITIONS[condition].dash : 'solid',
          log: false,
          format: '.1%',
        },
      ),
    ),
    layout: {
      ...layoutFor(words, { legend: names }),
      ...(names.length === 1 ? { showlegend: false } : {}),
      xaxis: depthAxis(lines),
      yaxis: percentAxis(what, bandValues(lines)),
    },
  };
}
