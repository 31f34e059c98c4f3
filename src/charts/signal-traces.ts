// The Plotly traces of `charts.signal`: columns, bands, numbers, and the directions of the two passes.
import { first, itemAt, last } from '../arrays';
import { formatNumber } from '../format';
import { outlineOf, type BandPoint, type WidthOf } from './band';
import { evenIndices } from './phrases';
import type { Branch, Stream } from './stream';
import { TEXT_COLOR, withOpacity } from './style';

/** A stream with its look. */
export interface Band {
  readonly stream: Stream;
  readonly color: string;
  readonly widthOf: WidthOf;
}

/** The properties that all bands of a chart share. */
export interface BandFrame {
  /** The kind of a column: 'layer' or 'step'. */
  readonly place: string;
  /** The ends of the x axis. */
  readonly range: readonly [number, number];
}

// In pixels, from the top: the directions, then for each band its name, the band, and its numbers.
const [DIRECTIONS, NAME, NUMBERS, GAP] = [24, 20, 24, 10];
const [BAND, SPLIT_BAND, LONE_BAND] = [64, 92, 120];

/** The places of the parts of a band, as y from the top. */
interface Row {
  readonly name: number;
  readonly middle: number;
  readonly height: number;
  readonly numbers: number;
}

function rowsOf(streams: readonly Stream[]): Row[] {
  const isAlone = streams.length === 1;
  const isSplit = streams.some(({ branches }) => branches.length > 0);
  const height = isAlone ? LONE_BAND : isSplit ? SPLIT_BAND : BAND;
  const name = isAlone ? 0 : NAME;
  return streams.map((_, i) => {
    const top = DIRECTIONS + i * (name + height + NUMBERS + GAP);
    const bottom = top + name + height;
    return { height, name: top + name / 2, middle: bottom - height / 2, numbers: bottom + NUMBERS / 2 };
  });
}

/** The height of a plot of streams, in pixels. */
export const signalHeight = (streams: readonly Stream[]): number =>
  last(rowsOf(streams)).numbers + NUMBERS / 2;

const shared = { type: 'scatter', showlegend: false } as const;
const silent = { ...shared, hoverinfo: 'skip' } as const;

/** A text beside a place. */
interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** The side of the place on which the text stands. */
  readonly side: 'left' | 'center' | 'right';
  readonly color?: string;
}

const NO_LABEL: Label = { x: NaN, y: NaN, text: '', side: 'center' };

/** A trace of labels; Plotly hides a trace without points. */
const textTrace = (some: readonly Label[], size: number): Record<string, unknown> => {
  const labels = some.length > 0 ? some : [NO_LABEL];
  return {
    ...silent,
    cliponaxis: false,
    mode: 'text',
    x: labels.map(({ x }) => x),
    y: labels.map(({ y }) => y),
    text: labels.map(({ text }) => text),
    textposition: labels.map(({ side }) => `middle ${side}`),
    textfont: labels.some(({ color }) => color)
      ? { size, color: labels.map(({ color = TEXT_COLOR }) => color) }
      : { size },
  };
};

const MAX_BOXES = 60; // in a row; more would be a gray area
const BOX_WIDTH = 0.16; // of a column

/** The layers as boxes, behind the bands. */
function boxTrace(bands: readonly Band[], rows: readonly Row[]): Record<string, unknown> {
  const boxes = bands.flatMap(({ stream }, i) => {
    const { middle, height } = itemAt(rows, i);
    const inside = stream.branches.flatMap(({ x }) => x.filter(Number.isInteger));
    const places = [...stream.x, ...inside];
    return places.length > MAX_BOXES ? [] : places.map((x) => ({ x, y: middle, half: height / 2 }));
  });
  const corners = (cornersOf: (box: (typeof boxes)[number]) => number[]): (number | null)[] =>
    boxes.flatMap((box) => [...cornersOf(box), null]);
  const [left, right] = [-BOX_WIDTH / 2, BOX_WIDTH / 2];
  return {
    ...silent,
    mode: 'lines',
    x: corners(({ x }) => [left, right, right, left, left].map((by) => x + by)),
    y: corners(({ y, half }) => [-half, -half, half, half, -half].map((by) => y + by)),
    line: { width: 1, color: 'rgba(128, 134, 144, 0.45)' },
    fill: 'toself',
    fillcolor: 'rgba(128, 134, 144, 0.1)',
  };
}

// In a row with branches, as shares of its height: the largest width, and the middles of the stream and of the branches.
const [SPLIT_WIDTH, STREAM_AT, BRANCH_AT] = [0.5, -0.25, 0.27];
const LANE = 0.25; // of a column: half the length that a branch with one layer runs beside the stream

/** The places of a row's parts. */
const placesIn = (
  { middle, height }: Row,
  isSplit: boolean,
): { stream: number; branch: number; width: number } =>
  isSplit
    ? {
        stream: middle + STREAM_AT * height,
        branch: middle + BRANCH_AT * height,
        width: SPLIT_WIDTH * height,
      }
    : { stream: middle, branch: middle, width: height };

/** The band of a branch, which leaves the stream at one end, and joins it at the other. */
function branchPoints(
  branch: Branch,
  { stream, widthOf }: Band,
  at: ReturnType<typeof placesIn>,
): BandPoint[] {
  const width = (value: number): number => at.width * widthOf(value);
  const join = (column: number | null, value: number): BandPoint[] => {
    if (column === null) return [];
    const passing = width(itemAt(stream.median, stream.x.indexOf(column)));
    return [{ x: column, y: at.stream, width: Math.min(passing, width(value)) }];
  };
  const lane = branch.x.flatMap((x, i) => {
    const point = { x, y: at.branch, width: width(itemAt(branch.median, i)) };
    return branch.x.length > 1 ? [point] : [-LANE, LANE].map((by) => ({ ...point, x: x + by }));
  });
  const [left, right] = branch.ends;
  return [
    ...join(left, first(branch.median)),
    ...lane,
    ...join(right, last(branch.median)),
    { x: right, y: 0, width: NaN },
  ];
}

const MAX_ODD = 8; // labels of NaN and infinity in a row

function bandTraces(band: Band, row: Row): Record<string, unknown>[] {
  const { stream, color, widthOf } = band;
  const at = placesIn(row, stream.branches.length > 0);
  const points = stream.x.map((x, i) => ({
    x,
    y: at.stream,
    width: at.width * widthOf(itemAt(stream.median, i)),
  }));
  const drawn =
    points.length > 1 ? points : points.flatMap((p) => [-0.4, 0.4].map((by) => ({ ...p, x: p.x + by })));
  const odd = stream.x.flatMap((x, i): Label[] => {
    const value = itemAt(stream.median, i);
    if (Number.isFinite(value)) return [];
    const isOnBand = !Number.isNaN(value);
    return [
      { x, y: at.stream, text: formatNumber(value), side: 'center', ...(isOnBand ? { color: '#fff' } : {}) },
    ];
  });
  const values = stream.median.map((value) => formatNumber(value));
  return [
    {
      ...silent,
      ...outlineOf(stream.branches.flatMap((branch) => branchPoints(branch, band, at))),
      mode: 'lines',
      line: { width: 1, color: withOpacity(color, 0.5) },
      fill: 'toself',
      fillcolor: withOpacity(color, 0.35),
    },
    {
      ...silent,
      ...outlineOf(drawn),
      mode: 'lines',
      line: { width: 0 },
      fill: 'toself',
      fillcolor: withOpacity(color, 0.85),
    },
    {
      // Shows where the band is too thin to be seen, and the values on hovering.
      ...shared,
      name: stream.name,
      mode: 'lines',
      x: drawn.map(({ x }) => x),
      y: drawn.map(({ y, width }) => (width > 0 ? y : null)),
      customdata: points.length > 1 ? values : [...values, ...values],
      line: { color, width: 1.5, dash: 'dot' },
      hovertemplate: '%{customdata}',
    },
    textTrace(
      evenIndices(odd.length, MAX_ODD).map((i) => itemAt(odd, i)),
      14,
    ),
  ];
}

const SHORT = 0.6; // of the width: beside a shorter band there is room for the number of its last column

/** The values at both ends of a stream, below them, or beside the end of a short one. */
function endLabels({ x, median }: Stream, row: Row, { place, range }: BandFrame): Label[] {
  const [left, right] = range;
  const label = (column: number, value: number): string => `${formatNumber(value)} at ${place} ${column}`;
  const start: Label = { x: left, y: row.numbers, text: label(first(x), first(median)), side: 'right' };
  if (x.length === 1) return [start];
  const text = label(last(x), last(median));
  const isShort = last(x) - left < SHORT * (right - left);
  return [
    start,
    isShort
      ? { x: last(x) + BOX_WIDTH, y: row.middle, text: ` ${text}`, side: 'right' }
      : { x: right, y: row.numbers, text, side: 'left' },
  ];
}

/** All traces. Charts of as many bands have as many traces, which a slider needs. */
export function signalTraces(bands: readonly Band[], frame: BandFrame): Record<string, unknown>[] {
  const [left, right] = frame.range;
  const rows = rowsOf(bands.map(({ stream }) => stream));
  const names = bands.length === 1 ? [] : bands.map(({ stream: { name } }) => `<b>${name}</b>`);
  return [
    boxTrace(bands, rows),
    ...bands.flatMap((band, i) => bandTraces(band, itemAt(rows, i))),
    textTrace(
      [
        { x: left, y: DIRECTIONS / 2, text: 'input, forward →', side: 'right' },
        { x: right, y: DIRECTIONS / 2, text: '← backward, loss', side: 'left' },
        ...bands.flatMap(({ stream }, i) => endLabels(stream, itemAt(rows, i), frame)),
      ],
      12,
    ),
    textTrace(
      names.map((text, i) => ({ x: left, y: itemAt(rows, i).name, text, side: 'right' })),
      13,
    ),
  ];
}
