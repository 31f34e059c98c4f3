// Update ratio: the size of each update over the size of the weights that it changes, by layer.
import { itemAt, last } from '../arrays';
import type { ColumnTable } from '../arquero';
import { checkOptions, option, type Schema } from '../option-schema';
import { formatNumber } from '../format';
import { axis, logAxis } from './axes';
import type { Figure } from './figure';
import { layoutFor } from './layout';
import { bandValues, medianLine, lineTraces, type Line } from './lines';
import { depthColors, TEXT_COLOR } from './style';
import { groupByNumber, readRows } from './tables';
import { seedsInDescription, seedsInSubtitle, listPoints, evenIndices } from './phrases';

/** Options of `charts.updateRatio`. */
export interface UpdateRatioOptions {
  /** The title. Default: the least and the greatest ratio at the last step. */
  readonly title?: string;
}

/** The ratio that is about right (Karpathy, CS231n, "Babysitting the learning process"). */
const RULE_OF_THUMB = 1e-3;
const RULE_LABEL = 'rule of thumb, 10<sup>−3</sup>';
const MAX_LEGEND_ENTRIES = 6;

interface Layer {
  readonly depth: number;
  readonly line: Line;
}

function defaultTitle(layers: readonly Layer[]): string {
  const ends = layers.map(({ depth, line }) => ({ depth, ratio: last(line.median) }));
  const broken = ends.find(({ ratio }) => !Number.isFinite(ratio));
  if (broken) return `The update of layer ${broken.depth} is ${formatNumber(broken.ratio)} times its weights`;
  const [least, most] = [
    ends.reduce((a, b) => (b.ratio < a.ratio ? b : a)),
    ends.reduce((a, b) => (b.ratio > a.ratio ? b : a)),
  ];
  const first = `An update is ${formatNumber(least.ratio, 2)} of the weights of layer ${least.depth}`;
  return least === most ? first : `${first}, ${formatNumber(most.ratio, 2)} of layer ${most.depth}`;
}

const SCHEMA = {
  title: option.string(),
} satisfies Schema<UpdateRatioOptions>;

/**
 * Draws the size of each update over the size of the weights that it changes, |ΔW| / |W|, by step of training on a log axis: a line
 * for each layer, cool colours near the input and warm ones near the output, and the rule of thumb 1e-3 dashed (Karpathy, CS231n,
 * "Babysitting the learning process"). Where the table holds several seeds, the lines are medians.
 *
 * @param table a table with `step`, `depth`, `ratio` (without unit) and, optionally, `seed`
 * @param options the title
 * @returns a figure for `show`, or for `Plotly.newPlot`
 * @throws {TypeError} when the table is no Arquero table, lacks a column or holds values that are no numbers
 * @throws {RangeError} when the table is empty, or has several rows for one layer, step and seed
 * @example
 * const model = mlp({ inputs: 64, hidden: [32, 32, 32], outputs: 10, activation: 'tanh' });
 * const { layers } = await train(model, datasets.digits().train, { steps: 20, observeEvery: 1 });
 * if (layers) show(charts.updateRatio(tables.where(layers, { quantity: 'W' }))); // a line a layer, over 20 steps
 */
export function updateRatio(table: ColumnTable, options: UpdateRatioOptions = {}): Figure {
  const where = 'charts.updateRatio';
  checkOptions(where, 'options', options, SCHEMA);
  const needs = { columns: ['step', 'depth', 'ratio'], source: 'a table with step, depth and ratio' };
  const measured = readRows(where, 'table', table, needs);
  const rows = measured.rows.filter((row) => row.ratio !== null);
  const layers = [...groupByNumber(where, { name: 'table', rows }, 'depth')].map(([depth, own]) => ({
    depth,
    line: medianLine(where, { name: `layer ${depth}`, rows: own }, 'step', 'ratio'),
  }));
  if (layers.length === 0) throw new RangeError(`${where}: table is empty; give a row a step and layer`);
  const lines = layers.map(({ line }) => line);
  const colors = depthColors(layers.length);
  const named = new Set(evenIndices(layers.length, MAX_LEGEND_ENTRIES));
  const steps = lines.flatMap(({ x }) => x);
  const legend = lines.filter((_, i) => named.has(i)).map(({ name }) => name);
  const each = lines.map((line) => `${line.name}: ${listPoints(line, 'step')}.`);
  const words = {
    title: options.title ?? defaultTitle(layers),
    subtitle: `size of the update over size of the weights${seedsInSubtitle(lines)}`,
    description:
      `Line chart of the size of each update over the size of the weights by step of training, a line a layer, ` +
      `log scale${seedsInDescription(lines)}; a rule of thumb is 0.001. ${each.join(' ')}`,
  };
  const guide = {
    type: 'scatter',
    name: RULE_LABEL,
    x: [Math.min(...steps), Math.max(...steps)],
    y: [RULE_OF_THUMB, RULE_OF_THUMB],
    mode: 'lines',
    line: { color: TEXT_COLOR, width: 2, dash: 'dash' },
    hoverinfo: 'skip',
  };
  return {
    data: [
      ...lines.flatMap((line, i) =>
        lineTraces(
          { ...line, seeds: 1 }, // bands of many layers would hide one another
          {
            color: itemAt(colors, i),
            log: true,
            mode: 'lines',
            width: 2,
            legend: { group: line.name, show: named.has(i) },
          },
        ),
      ),
      guide,
    ],
    layout: {
      ...layoutFor(words, { legend: [...legend, 'rule of thumb'] }),
      xaxis: axis('step of training'),
      yaxis: logAxis('update / weights', [...bandValues(lines), RULE_OF_THUMB]),
    },
  };
}
