// Small multiples: several charts side by side, with shared axis ranges.
import { first } from '../arrays';
import { invalidArgument } from '../errors';
import { checkOptions, option, type Schema } from '../option-schema';
import { MAX_TICKS_ON_PHONE, depthTicks } from './axes';
import { checkFigure, type Figure } from './figure';
import { layoutFor } from './layout';
import { panelTitle } from './panel-title';
import { sharedAxis } from './shared-axis';
import { joinWithAnd } from './phrases';

/** Options of `charts.compare`. */
export interface CompareOptions {
  /** The number of panels in a row, at least 1. Default 2. */
  readonly columns?: number;
  /** The title. Default: the names of the panels. */
  readonly title?: string;
  /**
   * A legend for each panel, above it, instead of one for all. In narrow windows that takes `columns: 1`.
   * Default false.
   */
  readonly legends?: boolean;
}

const LEGEND_ROW_HEIGHT = 19; // height, in pixels
const PANEL_HEIGHT = 210; // height, in pixels
const ROW_GAP = 54; // the ticks of one row and the panel titles of the next, in pixels
const PANEL_TITLE_HEIGHT = 24;

function checkPanel(where: string, name: string, value: unknown): Figure {
  const figure = checkFigure(where, name, value);
  const panels = Object.keys(figure.layout).filter((key) => /^[xy]axis\d/.test(key));
  if (panels.length > 0) throw new RangeError(`${where}: ${name} has several panels; give figures of one`);
  const odd = figure.data.find(({ type }) => type !== 'scatter');
  if (odd) throw new RangeError(`${where}: ${name} draws a ${String(odd.type)}; give figures of lines`);
  return figure;
}

const titleOf = (axis: unknown): string | undefined => (axis as { title?: { text?: string } }).title?.text;

/** Whether an axis has the same title and type in all figures. */
function isSameAxis(figures: readonly Figure[], key: 'xaxis' | 'yaxis'): boolean {
  const kinds = figures.map(({ layout }) => {
    return `${titleOf(layout[key])} ${String((layout[key] as Axis).type)}`;
  });
  return new Set(kinds).size === 1;
}

const SCHEMA = {
  columns: option.integer({ min: 1, default: 2 }),
  title: option.string(),
  legends: option.boolean({ default: false }),
} satisfies Schema<CompareOptions>;

/**
 * Draws several charts of one panel each as small multiples under their names. An axis that has the same title and type in all
 * charts has the same range in all of them; each name is in the legend once.
 *
 * @param figures charts of lines, by the names of their panels
 * @param options the number of panels in a row, and the title
 * @returns a figure for `show`, or for `Plotly.newPlot`
 * @throws {TypeError} when there is no figure, one is not a figure of `charts`, or an option is unknown or of a wrong type
 * @throws {RangeError} when a figure has several panels or other traces than lines, or `columns` is below 1
 * @example
 * const { x, y } = datasets.digits().test;
 * const sigmoid = observe(mlp({ inputs: 64, hidden: [32, 32, 32], outputs: 10, activation: 'sigmoid' }), x, y);
 * const relu = observe(mlp({ inputs: 64, hidden: [32, 32, 32], outputs: 10, activation: 'relu' }), x, y);
 * show(charts.compare({ sigmoid: charts.gradientFlow(sigmoid.layers), ReLU: charts.gradientFlow(relu.layers) })); // two panels
 */
export function compare(figures: Readonly<Record<string, Figure>>, options: CompareOptions = {}): Figure {
  const where = 'charts.compare';
  const checked = checkOptions(where, 'options', options, SCHEMA);
  const entries = Object.entries(Object(figures) as Record<string, unknown>);
  if (entries.length === 0) throw invalidArgument(where, 'figures', 'an object of figures by name', figures);
  const names = entries.map(([name]) => name);
  const all = entries.map(([name, figure]) => checkPanel(where, name, figure));
  const columns = Math.min(checked.columns, all.length);
  const rows = Math.ceil(all.length / columns);
  const namesOf = all.map((figure) => listedNames(figure));
  const legendHeight = checked.legends
    ? 6 + LEGEND_ROW_HEIGHT * Math.max(...namesOf.map(({ length }) => length))
    : 0;
  const gap = ROW_GAP + legendHeight;
  const plot = rows * PANEL_HEIGHT + (rows - 1) * gap;
  const shared = { xaxis: isSameAxis(all, 'xaxis'), yaxis: isSameAxis(all, 'yaxis') };
  const isSameTitle = new Set(all.map(({ layout }) => titleOf(layout.yaxis))).size === 1;

  const legend = new Set<string>();
  const data = all.flatMap((figure, i) => {
    if (checked.legends) legend.clear();
    return figure.data.map((trace) => {
      const listedHere = figure.layout.showlegend !== false && trace.showlegend !== false;
      const first = listedHere && !legend.has(String(trace.name));
      if (first) legend.add(String(trace.name));
      return {
        ...trace,
        xaxis: `x${axisSuffix(i)}`,
        yaxis: `y${axisSuffix(i)}`,
        showlegend: first,
        ...(checked.legends ? { legend: `legend${axisSuffix(i)}` } : {}),
      };
    });
  });

  const across = shared.yaxis ? 0.06 : 0.16;
  const width = (1 - across * (columns - 1)) / columns;
  const axes = all.flatMap((figure, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    const left = column * (width + across);
    const top = 1 - (row * (PANEL_HEIGHT + gap)) / plot;
    const place = (key: 'xaxis' | 'yaxis', domain: [number, number], titled: boolean) => {
      const letter = key[0] as 'x' | 'y';
      const ownAxis = figure.layout[key] as Axis;
      const common = shared[key] ? sharedAxis(all, letter) : ownAxis;
      const axis =
        letter === 'x'
          ? thinTicks(common, columns)
          : shared.yaxis && !titled
            ? withoutTickLabels(common)
            : common;
      return [
        `${key}${axisSuffix(i)}`,
        {
          ...axis,
          domain,
          anchor: `${letter === 'x' ? 'y' : 'x'}${axisSuffix(i)}`,
          ...(shared[key] && i > 0 ? { matches: letter } : {}),
          ...(titled || !(shared[key] || (letter === 'y' && isSameTitle)) ? {} : { title: { text: '' } }),
        },
      ] as const;
    };
    return [
      place('xaxis', [left, Math.min(1, left + width)], false),
      place('yaxis', [Math.max(0, top - PANEL_HEIGHT / plot), top], column === 0),
    ];
  });

  const words = {
    title: options.title ?? `${joinWithAnd(names)} side by side`,
    description: `${all.length} charts ${columns === 1 && all.length > 1 ? 'one above the other' : 'side by side'}. ${all.map(({ layout }, i) => `${names[i]}: ${layout.meta.description}`).join(' ')}`,
  };
  return {
    data,
    layout: {
      ...layoutFor(words, {
        legend: checked.legends ? [] : [...legend],
        plot,
        above: PANEL_TITLE_HEIGHT + legendHeight,
      }),
      ...(checked.legends ? panelLegends(axes) : {}),
      hovermode: first(all).layout.hovermode,
      ...Object.fromEntries(axes),
      annotations: [
        ...names.map((name, i) => ({
          ...panelTitle(name, axisSuffix(i)),
          font: { size: 14 },
          ...(checked.legends ? { yshift: 6 + LEGEND_ROW_HEIGHT * namesOf[i]!.length } : {}),
        })),
        ...(shared.xaxis ? [sharedXTitle(first(all))] : []),
      ],
    },
  };
}

type Axis = Readonly<Record<string, unknown>>;

/** The names in a figure's legend, each once. */
const listedNames = ({ data, layout }: Figure): string[] =>
  layout.showlegend === false
    ? []
    : [...new Set(data.filter(({ showlegend }) => showlegend !== false).map(({ name }) => String(name)))];

/** A legend above each panel, a line an entry, so that it fits narrow windows. */
function panelLegends(axes: readonly (readonly [string, Axis])[]): Record<string, unknown> {
  const domain = (key: string): readonly number[] =>
    axes.find(([name]) => name === key)![1].domain as number[];
  const suffixes = axes
    .map(([name]) => name)
    .filter((name) => name.startsWith('xaxis'))
    .map((name) => name.slice(5));
  const legends = suffixes.map((suffix) => [
    `legend${suffix}`,
    {
      x: domain(`xaxis${suffix}`)[0],
      xanchor: 'left',
      y: domain(`yaxis${suffix}`)[1],
      yanchor: 'bottom',
      tracegroupgap: 0,
      bgcolor: 'rgba(0, 0, 0, 0)',
    },
  ]);
  return { showlegend: true, ...(Object.fromEntries(legends) as Record<string, unknown>) };
}
const TICK_LABEL_KEYS = new Set(['exponentformat', 'tickfont', 'tickformat', 'ticktext']);

/** Thins out ticks at every layer, which are too many where several panels share the width. */
function thinTicks({ dtick, ...axis }: Axis, columns: number): Axis {
  const deepest = Array.isArray(axis.range) ? Math.floor(axis.range[1] as number) : 0;
  return dtick === 1 ? { ...axis, ...depthTicks(deepest, MAX_TICKS_ON_PHONE / columns) } : { dtick, ...axis };
}

/** An axis with its grid only: the first panel of the row has the tick labels. */
const withoutTickLabels = (axis: Axis): Axis => ({
  ...Object.fromEntries(Object.entries(axis).filter(([key]) => !TICK_LABEL_KEYS.has(key))),
  showticklabels: false,
});

/** One title for all x axes, as a Plotly annotation. */
const sharedXTitle = ({ layout }: Figure): Record<string, unknown> => ({
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

/** The suffix of the names of an axis: '', '2', '3', … */
const axisSuffix = (i: number): string => (i === 0 ? '' : String(i + 1));
