// Small multiples: several charts side by side, over the same ranges.
import { integer, checkKeys, invalidArgument } from '../errors';
import { ABREAST, depthTicks } from './axes';
import { checkFigure, type Figure } from './figure';
import { layoutFor } from './layout';
import { panelTitle } from './panels';
import { sharedAxis } from './ranges';
import { listed } from './words';

export interface CompareOptions {
  /** How many stand beside one another. Default 2. */
  readonly columns?: number;
  /** What the comparison finds. Default: the names. */
  readonly title?: string;
}

const PANEL = 210; // height, in pixels
const GAP = 54; // between rows: the ticks of one and the title of the next
const ABOVE = 24;

function check(where: string, name: string, value: unknown): Figure {
  const figure = checkFigure(where, name, value);
  const panels = Object.keys(figure.layout).filter((key) => /^[xy]axis\d/.test(key));
  if (panels.length > 0) throw new RangeError(`${where}: ${name} has several panels; give figures of one`);
  const odd = figure.data.find(({ type }) => type !== 'scatter');
  if (odd) throw new RangeError(`${where}: ${name} draws a ${String(odd.type)}; give figures of lines`);
  return figure;
}

/** Whether an axis says the same in all figures. */
function same(figures: readonly Figure[], key: 'xaxis' | 'yaxis'): boolean {
  const said = figures.map(({ layout }) => {
    const { title, type } = layout[key] as { title?: { text?: string }; type?: string };
    return `${title?.text} ${type}`;
  });
  return new Set(said).size === 1;
}

/**
 * Several charts of one panel each as small multiples, under their names. Where an axis says the same in all of them, it has
 * the same range in all of them; each name is in the legend once.
 *
 * @param figures what charts made, by the names of the panels
 * @param options how many stand beside one another, and a title
 * @throws {TypeError | RangeError} when there is none, or one is no figure, has several panels or no lines
 * @example show(charts.compare({ sigmoid: charts.gradientFlow(a), ReLU: charts.gradientFlow(b) }));
 */
export function compare(figures: Readonly<Record<string, Figure>>, options: CompareOptions = {}): Figure {
  const where = 'charts.compare';
  checkKeys(where, 'options', options, ['columns', 'title']);
  const entries = Object.entries(Object(figures) as Record<string, unknown>);
  if (entries.length === 0) throw invalidArgument(where, 'figures', 'an object of figures by name', figures);
  const names = entries.map(([name]) => name);
  const all = entries.map(([name, figure]) => check(where, name, figure));
  const columns = Math.min(integer(where, 'columns', options.columns ?? 2, 1), all.length);
  const rows = Math.ceil(all.length / columns);
  const plot = rows * PANEL + (rows - 1) * GAP;
  const shared = { xaxis: same(all, 'xaxis'), yaxis: same(all, 'yaxis') };

  const legend = new Set<string>();
  const data = all.flatMap((figure, i) =>
    figure.data.map((trace) => {
      const listedHere = figure.layout.showlegend !== false && trace.showlegend !== false;
      const first = listedHere && !legend.has(String(trace.name));
      if (first) legend.add(String(trace.name));
      return { ...trace, xaxis: `x${nth(i)}`, yaxis: `y${nth(i)}`, showlegend: first };
    }),
  );

  const across = shared.yaxis ? 0.06 : 0.16;
  const width = (1 - across * (columns - 1)) / columns;
  const axes = all.flatMap((figure, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    const left = column * (width + across);
    const top = 1 - (row * (PANEL + GAP)) / plot;
    const place = (key: 'xaxis' | 'yaxis', domain: [number, number], titled: boolean) => {
      const letter = key[0] as 'x' | 'y';
      const own = figure.layout[key] as Axis;
      const common = shared[key] ? sharedAxis(all, letter) : own;
      const axis =
        letter === 'x' ? thinned(common, columns) : shared.yaxis && !titled ? unlabelled(common) : common;
      return [
        `${key}${nth(i)}`,
        {
          ...axis,
          domain,
          anchor: `${letter === 'x' ? 'y' : 'x'}${nth(i)}`,
          ...(shared[key] && i > 0 ? { matches: letter } : {}),
          ...(titled || !shared[key] ? {} : { title: { text: '' } }),
        },
      ] as const;
    };
    return [
      place('xaxis', [left, Math.min(1, left + width)], false),
      place('yaxis', [Math.max(0, top - PANEL / plot), top], column === 0),
    ];
  });

  const words = {
    title: options.title ?? `${listed(names)} side by side`,
    description: `${all.length} charts side by side. ${all.map(({ layout }, i) => `${names[i]}: ${layout.meta.description}`).join(' ')}`,
  };
  return {
    data,
    layout: {
      ...layoutFor(words, { legend: [...legend], plot, above: ABOVE }),
      hovermode: all[0].layout.hovermode,
      ...Object.fromEntries(axes),
      annotations: [
        ...names.map((name, i) => ({ ...panelTitle(name, nth(i)), font: { size: 14 } })),
        ...(shared.xaxis ? [underAll(all[0])] : []),
      ],
    },
  };
}

type Axis = Readonly<Record<string, unknown>>;
const LABELS = new Set(['exponentformat', 'tickfont', 'tickformat', 'ticktext']);

/** A tick at every layer is too many where several panels share the width. */
function thinned({ dtick, ...axis }: Axis, columns: number): Axis {
  const deepest = Array.isArray(axis.range) ? Math.floor(axis.range[1] as number) : 0;
  return dtick === 1 ? { ...axis, ...depthTicks(deepest, ABREAST / columns) } : { dtick, ...axis };
}

/** The grid alone: the first panel of the row has the numbers. */
const unlabelled = (axis: Axis): Axis => ({
  ...Object.fromEntries(Object.entries(axis).filter(([key]) => !LABELS.has(key))),
  showticklabels: false,
});

/** The title of the x axes, once for all of them. */
const underAll = ({ layout }: Figure): Record<string, unknown> => ({
  text: (layout.xaxis as { title: { text: string } }).title.text,
  xref: 'paper',
  x: 0.5,
  xanchor: 'center',
  yref: 'paper',
  y: 0,
  yanchor: 'top',
  yshift: -28,
  showarrow: false,
  font: { size: 13 },
});

/** Plotly counts '', 2, 3, … */
const nth = (i: number): string => (i === 0 ? '' : String(i + 1));
