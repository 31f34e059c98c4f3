// Small multiples: several charts side by side, with shared axis ranges.
import { first } from '../arrays';
import { invalidArgument } from '../errors';
import { checkOptions, option, type Schema } from '../option-schema';
import { isSameAxis, panelAxes } from './compare-axes';
import { checkFigure, type Figure } from './figure';
import { layoutFor, LEGEND, LEGEND_ROW_HEIGHT, type ChartText } from './layout';
import { PANEL_TITLE_HEIGHT, PanelGrid, suffixOf } from './panel-grid';
import { panelTitle } from './panel-title';
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

function checkPanel(where: string, name: string, value: unknown): Figure {
  const figure = checkFigure(where, name, value);
  const panels = Object.keys(figure.layout).filter((key) => /^[xy]axis\d/.test(key));
  if (panels.length > 0) throw new RangeError(`${where}: ${name} has several panels; give figures of one`);
  const odd = figure.data.find(({ type }) => type !== 'scatter');
  if (odd) throw new RangeError(`${where}: ${name} draws a ${String(odd.type)}; give figures of lines`);
  return figure;
}

/** The height of the title of an x axis below its panel, in pixels. */
const X_TITLE_HEIGHT = 24;

type Trace = Figure['data'][number];
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
  const { columns, title, legends } = checkOptions(where, 'options', options, SCHEMA);
  const panels = readPanels(where, figures);
  const all = panels.map(({ figure }) => figure);
  const shared = { x: isSameAxis(all, 'x'), y: isSameAxis(all, 'y') };
  const above = legends ? Math.max(...panels.map(legendHeight)) : 0;
  const between = above + (shared.x ? 0 : X_TITLE_HEIGHT);
  const grid = new PanelGrid(panels.length, columns, { across: shared.y ? 0.06 : 0.16, between });
  return {
    data: legends ? panels.flatMap(tracesWithLegend) : tracesListedOnce(panels),
    layout: {
      ...layoutFor(wordsFor(panels, grid.columns, title), {
        legend: legends ? [] : [...new Set(panels.flatMap(({ listed }) => listed))],
        plot: grid.height,
        above: PANEL_TITLE_HEIGHT + above,
      }),
      ...(legends ? panelLegends(grid) : {}),
      hovermode: first(all).layout.hovermode,
      ...panelAxes(all, grid, shared),
      annotations: [
        ...panels.map((panel, i) => ({
          ...panelTitle(panel.name, suffixOf(i), 14),
          ...(legends ? { yshift: legendHeight(panel) } : {}),
        })),
        ...(shared.x ? [sharedXTitle(first(all))] : []),
      ],
    },
  };
}

interface Panel {
  readonly name: string;
  readonly figure: Figure;
  /** The names in the figure's legend, each once. */
  readonly listed: readonly string[];
}

function readPanels(where: string, figures: unknown): Panel[] {
  const entries = Object.entries(Object(figures) as Record<string, unknown>);
  if (entries.length === 0) throw invalidArgument(where, 'figures', 'an object of figures by name', figures);
  return entries.map(([name, value]) => {
    const figure = checkPanel(where, name, value);
    return { name, figure, listed: listedNames(figure) };
  });
}

const isListed = ({ layout }: Figure, trace: Trace): boolean =>
  layout.showlegend !== false && trace.showlegend !== false;

const listedNames = (figure: Figure): string[] => [
  ...new Set(figure.data.filter((trace) => isListed(figure, trace)).map(({ name }) => String(name))),
];

const legendHeight = ({ listed }: Panel): number => 6 + LEGEND_ROW_HEIGHT * listed.length;

/** The traces of a panel on its axes; `legend` has the names that are in the legend already, and gets the others. */
function panelTraces({ figure }: Panel, i: number, legend: Set<string>): Trace[] {
  return figure.data.map((trace) => {
    const name = String(trace.name);
    const showlegend = isListed(figure, trace) && !legend.has(name);
    if (showlegend) legend.add(name);
    return { ...trace, xaxis: `x${suffixOf(i)}`, yaxis: `y${suffixOf(i)}`, showlegend };
  });
}

function tracesListedOnce(panels: readonly Panel[]): Trace[] {
  const legend = new Set<string>();
  return panels.flatMap((panel, i) => panelTraces(panel, i, legend));
}

const tracesWithLegend = (panel: Panel, i: number): Trace[] =>
  panelTraces(panel, i, new Set()).map((trace) => ({ ...trace, legend: `legend${suffixOf(i)}` }));

function wordsFor(panels: readonly Panel[], columns: number, title: string | undefined): ChartText {
  const names = panels.map(({ name }) => name);
  const isColumn = columns === 1 && panels.length > 1;
  const details = panels.map(({ name, figure }) => `${name}: ${figure.layout.meta.description}`);
  return {
    title: title ?? `${joinWithAnd(names)} side by side`,
    description: `${panels.length} charts ${isColumn ? 'one above the other' : 'side by side'}. ${details.join(' ')}`,
  };
}

/** A legend above each panel, a line an entry, so that it fits narrow windows. */
function panelLegends(grid: PanelGrid): Record<string, unknown> {
  const legends = Array.from({ length: grid.count }, (_, i) => [
    `legend${suffixOf(i)}`,
    {
      x: grid.horizontal(i)[0],
      xanchor: 'left',
      y: grid.vertical(i)[1],
      ...LEGEND,
    },
  ]);
  return { showlegend: true, ...(Object.fromEntries(legends) as Record<string, unknown>) };
}

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
