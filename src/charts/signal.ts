// The signal on its way through a network: layers or time steps as columns, the gradient's size as the width of a band.
import { first, itemAt, last } from '../arrays';
import { oneOf, type NameOf } from '../errors';
import { isGradient, QUANTITIES_THROUGH_TIME, type QuantityThroughTime } from '../hooks';
import { checkOptions, option, type Schema } from '../option-schema';
import { axis, depthTicks, MAX_TICKS_ON_PHONE } from './axes';
import { proportionalWidth } from './band';
import type { Figure } from './figure';
import { formatNumber } from '../format';
import { linesByLayer } from './gradient-through-time';
import { layoutFor } from './layout';
import { measureLabel, SIZE_MEASURES, type SizeMeasure } from './measures';
import {
  changeBetween,
  listPoints,
  phrase,
  phraseChanges,
  seedsInDescription,
  seedsInSubtitle,
} from './phrases';
import { signalHeight, signalTraces } from './signal-traces';
import { layerStream, skipsOf, withoutBranches, type Stream } from './stream';
import { colorsFor, TRANSPARENT } from './style';
import { readTables, type Tables } from './tables';
import { isTable } from '../table';

/** Options of `charts.signal`. */
export interface SignalOptions {
  /**
   * The quantity whose size is the width. Default 'dL/dz' by layer, 'dL/da' by time step: the signal on its way back. With 'z' or
   * 'a' it is the signal on its way forward.
   */
  readonly quantity?: NameOf<QuantityThroughTime>;
  /** The statistic of the quantity: 'norm' (L2), 'rms' or 'std'. Default 'norm'. */
  readonly measure?: NameOf<SizeMeasure>;
  /**
   * The skip connections of networks that `mlp` made, as its option `skip`; or an object of them by the names of the tables. Draws
   * dL/da, the gradient past the layers, and beside it dL/dz inside them. The blocks of `residual` are known by the names of
   * their layers. Default false.
   */
  readonly skip?: boolean | number | Readonly<Record<string, boolean | number>>;
  /** The title. Default: how much the signal shrinks or grows on its way. */
  readonly title?: string;
}

const SCHEMA = {
  quantity: option.custom<QuantityThroughTime>((where, name, value) =>
    oneOf(where, name, value, QUANTITIES_THROUGH_TIME),
  ),
  measure: option.oneOf(SIZE_MEASURES, { default: 'norm' }),
  skip: option.unchecked<SignalOptions['skip']>(),
  title: option.string(),
} satisfies Schema<SignalOptions>;

/** The words for columns and directions. */
interface Way {
  readonly isBack: boolean;
  readonly place: 'layer' | 'step';
}

/** The change of a stream along the way that the signal takes. */
const changeAlong = ({ median }: Stream, { isBack }: Way) =>
  isBack ? changeBetween(last(median), first(median)) : changeBetween(first(median), last(median));

function defaultTitle(streams: readonly Stream[], way: Way, quantity: string): string {
  const back = way.place === 'layer' ? 'on the way back' : 'back through time';
  const direction = way.isBack ? back : 'on the way forward';
  const each = streams.map((stream) => ({ name: stream.name, change: changeAlong(stream, way) }));
  return streams.length > 1
    ? phraseChanges(each, direction)
    : `The signal ${quantity} ${phrase(first(each).change)} ${direction}`;
}

/** The part of a description that says what happens in branches. */
function describeBranches({ branches }: Stream): string {
  if (branches.length === 0) return '';
  const values = branches.flatMap(({ median }) => median);
  const [low, high] = [Math.min(...values), Math.max(...values)].map((v) => formatNumber(v));
  return `; inside its ${branches.length} ${branches.length === 1 ? 'branch' : 'branches'} it is ${low === high ? low : `${low} to ${high}`}`;
}

function describe(streams: readonly Stream[], way: Way, label: string): string {
  const columns =
    way.place === 'layer' ? 'layers as columns, layer 1 nearest the input' : 'time steps as columns';
  const ends = way.isBack
    ? 'The signal comes in at the right and flows back to the left.'
    : 'The signal comes in at the left and flows to the right.';
  const each = streams.map(
    (stream) =>
      `${stream.name}: ${listPoints(stream, way.place)}; it ${phrase(changeAlong(stream, way))} on the way${describeBranches(stream)}.`,
  );
  return [
    `Bands whose width is the ${label}, ${columns}${seedsInDescription(streams)}. ${ends}`,
    ...each,
  ].join(' ');
}

/**
 * Draws the signal on its way through a network: layers as columns, and a band whose width is the size of the gradient. The band
 * thins where the gradient vanishes and swells where it explodes; each band is as wide as it can be at its own largest value, and a
 * dotted line is left where the width can't be seen. Past the branches of skip connections the band runs on; the branches are paler
 * bands below it. Several tables are bands one below the other. For time steps of a recurrent network, the steps are the columns.
 *
 * @param tables the `layers` of `observe` or `repeat`, or its `throughTime`, with `depth`, `layer`, `quantity`, the measure and,
 * optionally, `seed`; or an object of several such tables by their names
 * @param options the quantity, the measure, the skip connections, and the title
 * @returns a figure for `show`, or for `Plotly.newPlot`
 * @throws {TypeError} when a table is no Arquero table or lacks a column, or an option is unknown or of a wrong type
 * @throws {RangeError} when a table has no row of the quantity, or several rows for one column and seed
 * @example
 * const { x, y } = datasets.digits().test;
 * const sigmoid = observe(mlp({ inputs: 64, hidden: [32, 32, 32], outputs: 10, activation: 'sigmoid' }), x, y);
 * const relu = observe(mlp({ inputs: 64, hidden: [32, 32, 32], outputs: 10, activation: 'relu' }), x, y);
 * show(charts.signal({ sigmoid: sigmoid.layers, ReLU: relu.layers })); // two bands, from layer 4 back to layer 1
 */
export function signal(tables: Tables, options: SignalOptions = {}): Figure {
  const where = 'charts.signal';
  const { measure, ...rest } = checkOptions(where, 'options', options, SCHEMA);
  const source = 'the layers or the throughTime of observe';
  const read = readTables(where, tables, 'signal', { columns: ['depth', 'quantity', measure], source });
  const isTime = read.every(({ columns }) => columns.includes('time'));
  const quantity = rest.quantity ?? (isTime ? 'dL/da' : 'dL/dz');
  const named = isTable(tables) ? read.map((table) => ({ ...table, name: quantity })) : read;
  const skips = skipsOf(
    where,
    options.skip,
    named.map(({ name }) => name),
  );
  const way: Way = { isBack: isGradient(quantity), place: isTime ? 'step' : 'layer' };
  const streams = named.flatMap((table, i): Stream[] =>
    isTime
      ? linesByLayer(where, table, quantity, measure, named.length === 1).map(withoutBranches)
      : [layerStream(where, { table, quantity, measure, skip: itemAt(skips, i) })],
  );
  const colors = colorsFor(streams.map(({ name }) => name));
  const label = `${measureLabel(measure)} of ${quantity}`;
  const words = {
    title: options.title ?? defaultTitle(streams, way, quantity),
    subtitle: `width in proportion to the ${label}${seedsInSubtitle(streams, { band: false })}`,
    description: describe(streams, way, label),
  };
  const bands = streams.map((stream) => ({
    stream,
    color: colors.get(stream.name)!,
    widthOf: proportionalWidth(valuesOf(stream)),
  }));
  const deepest = Math.max(...streams.map(({ x }) => last(x)));
  const range = [Math.min(...streams.map(({ x }) => first(x))) - 0.5, deepest + 0.5] as const;
  const height = signalHeight(streams);
  const layout = layoutFor(words, { plot: height });
  return {
    data: signalTraces(bands, { ...way, range }),
    layout: {
      ...layout,
      margin: { ...(layout.margin as object), l: 24 }, // there is no y axis
      xaxis: {
        ...axis(isTime ? 'step of the sequence' : 'layer, counted from the input'),
        ...depthTicks(deepest, MAX_TICKS_ON_PHONE),
        gridcolor: TRANSPARENT,
        range,
      },
      yaxis: { visible: false, range: [height, 0], fixedrange: true },
    },
  };
}

const valuesOf = ({ median, branches }: Stream): number[] => [
  ...median,
  ...branches.flatMap((branch) => branch.median),
];
