// Unit health: how many units are saturated, dead, or silent at each layer.
import { checkKeys, oneOf, invalidArgument, type NameOf } from '../errors';
import { depthAxis, percentAxis } from './axes';
import type { Figure } from './figure';
import { layoutFor } from './layout';
import { extentOf, lineOf, lineTraces, type Line } from './lines';
import { coloursFor } from './style';
import { namedTables, type Named, type Tables } from './tables';
import { listed, medianOver, overSeeds, percent, points } from './words';

/** What ails a unit: of which quantity, and how it is said. */
const ailments = {
  saturated: {
    quantity: 'z',
    label: 'saturated',
    means: 'values where the activation is flat',
    dash: 'solid',
  },
  dead: { quantity: 'a', label: 'dead', means: 'units at 0 for every example', dash: 'dash' },
  zeros: { quantity: 'a', label: 'zero', means: 'values that are exactly 0', dash: 'dot' },
} as const;
type Ailment = keyof typeof ailments;
const all = Object.keys(ailments) as Ailment[];

export interface UnitHealthOptions {
  /** Which shares are drawn. Default: those that apply: saturation where the activation has it, else dead units and zeros. */
  readonly show?: readonly NameOf<Ailment>[];
  /** What the chart finds. Default: where the greatest share is. */
  readonly title?: string;
}

interface Share {
  readonly table: string;
  readonly ailment: Ailment;
  readonly line: Line;
}

function ailmentsOf(where: string, show: unknown): Ailment[] {
  if (!Array.isArray(show)) throw invalidArgument(where, 'show', `an array of ${all.join(', ')}`, show);
  return show.map((ailment, i) => oneOf(where, `show[${i}]`, ailment, all));
}

/** The shares of one table. What nothing is known of is left out; so are zeros where the activation has none. */
function sharesOf(where: string, table: Named, asked: readonly Ailment[] | null): Share[] {
  return (asked ?? all).flatMap((ailment) => {
    const rows = table.rows.filter(
      (row) => row.quantity === ailments[ailment].quantity && typeof row[ailment] === 'number',
    );
    const nothing = rows.length === 0 || (asked === null && rows.every((row) => row[ailment] === 0));
    if (nothing && !(ailment === 'saturated' && rows.length > 0)) return [];
    const line = lineOf(where, { name: table.name, rows }, 'depth', ailment);
    return [{ table: table.name, ailment, line }];
  });
}

/** The worst share of each table: "up to 54 % saturated at layer 3". Zeros alone are no ailment: half of a ReLU's values are. */
function finding(shares: readonly Share[], several: boolean): string {
  const peaks = shares.map(({ table, ailment, line }) => {
    const most = Math.max(0, ...line.middle.filter((v) => !Number.isNaN(v)));
    return { table, ailment, most, depth: line.x[line.middle.indexOf(most)] };
  });
  const worst = [...new Set(peaks.map(({ table }) => table))].map((table) => {
    const own = peaks.filter((peak) => peak.table === table);
    const ill = own.filter(({ ailment, most }) => ailment !== 'zeros' && most > 0);
    return (ill.length > 0 ? ill : own).reduce((a, b) => (b.most > a.most ? b : a));
  });
  return worst
    .map(({ table, ailment, most, depth }) => {
      const share =
        most > 0
          ? `up to ${percent(most)} ${ailments[ailment].label} at layer ${depth}`
          : `nothing ${ailments[ailment].label}`;
      return several ? `${table}: ${share}` : share.replace(/^./, (letter) => letter.toUpperCase());
    })
    .join('; ');
}

function describe(shares: readonly Share[], names: readonly string[]): string {
  const lines = shares.map(({ line }) => line);
  const each = shares.map(({ line }, i) => `${names[i]}: ${points(line, 'layer', percent)}.`);
  const meanings = all
    .filter((ailment) => shares.some((share) => share.ailment === ailment))
    .map((ailment) => `${ailments[ailment].label}: ${ailments[ailment].means}`);
  const head = `Line chart by layer, layer 1 nearest the input, of the share of ${meanings.join('; ')}`;
  return `${head}${medianOver(lines)}. ${each.join(' ')}`;
}

/**
 * The share of saturated values, dead units and zeros at each layer. Where a table holds several seeds, the line is their
 * median and the band holds 90 % of them.
 *
 * @param tables the layers of `observe` or `repeat`, or several under the names that the legend gives them
 * @param options which shares, and a title
 * @throws {TypeError | RangeError} when a table is none, lacks a column, or there is nothing to draw
 * @example show(charts.unitHealth({ tanh: a.layers, ReLU: b.layers }));
 */
export function unitHealth(tables: Tables, options: UnitHealthOptions = {}): Figure {
  const where = 'charts.unitHealth';
  checkKeys(where, 'options', options, ['show', 'title']);
  const asked = options.show === undefined ? null : ailmentsOf(where, options.show);
  const needs = { columns: ['depth', 'quantity', ...all], source: 'the layers of observe or repeat' };
  const named = namedTables(where, tables, 'units', needs);
  const shares = named.flatMap((table) => sharesOf(where, table, asked));
  if (shares.length === 0) {
    throw new RangeError(
      `${where}: no table has a share of ${listed(asked ?? all)} to draw: no activation here saturates, and no unit is 0`,
    );
  }
  const several = named.length > 1;
  const names = shares.map(({ table, ailment }) => {
    const { label } = ailments[ailment];
    return several ? `${table}: ${label}` : label;
  });
  const colours = coloursFor(several ? shares.map(({ table }) => table) : names);
  const lines = shares.map(({ line }) => line);
  const words = {
    title: options.title ?? finding(shares, several),
    subtitle: `share by layer${overSeeds(lines)}`,
    description: describe(shares, names),
  };
  return {
    data: shares.flatMap(({ table, ailment, line }, i) =>
      lineTraces(
        { ...line, name: names[i] },
        {
          colour: colours.get(several ? table : names[i])!,
          dash: several ? ailments[ailment].dash : 'solid',
          log: false,
          format: '.1%',
        },
      ),
    ),
    layout: {
      ...layoutFor(words, { legend: names }),
      ...(names.length === 1 ? { showlegend: false } : {}),
      xaxis: depthAxis(lines),
      yaxis: percentAxis('share', extentOf(lines)),
    },
  };
}
