// How much a step of training changes the weights of each layer.
import type { ColumnTable } from 'arquero';
import { checkKeys } from '../errors';
import { formatNumber } from '../format';
import { axis, logAxis } from './axes';
import type { Figure } from './figure';
import { layoutFor } from './layout';
import { extentOf, lineOf, lineTraces, type Line } from './lines';
import { depthColours, ink } from './style';
import { byNumber, rowsOf } from './tables';
import { medianOver, overSeeds, points, spread } from './words';

export interface UpdateRatioOptions {
  /** What the chart finds. Default: the least and the greatest ratio at the last step. */
  readonly title?: string;
}

/** Karpathy's rule of thumb (CS231n, "Babysitting the learning process"): the ratio should be somewhere around this. */
const GUIDE = 1e-3;
const RULE = 'rule of thumb, 10<sup>−3</sup>';
const IN_LEGEND = 6;

interface Layer {
  readonly depth: number;
  readonly line: Line;
}

function finding(layers: readonly Layer[]): string {
  const ends = layers.map(({ depth, line }) => ({ depth, ratio: line.middle.at(-1)! }));
  const broken = ends.find(({ ratio }) => !Number.isFinite(ratio));
  if (broken) return `The update of layer ${broken.depth} is ${formatNumber(broken.ratio)} times its weights`;
  const [least, most] = [
    ends.reduce((a, b) => (b.ratio < a.ratio ? b : a)),
    ends.reduce((a, b) => (b.ratio > a.ratio ? b : a)),
  ];
  const first = `An update is ${formatNumber(least.ratio, 2)} of the weights of layer ${least.depth}`;
  return least === most ? first : `${first}, ${formatNumber(most.ratio, 2)} of layer ${most.depth}`;
}

/**
 * The size of an update over the size of the weights it changes, for each layer over the steps of training, on a log axis; cool
 * colours are near the input, warm ones near the output. The dashed line is the rule of thumb, 1e-3. Where the table holds
 * several seeds, the lines are medians.
 *
 * @param table with `step`, `depth`, `ratio` and, if there, `seed`
 * @throws {TypeError | RangeError} when the table is none, lacks a column, or is empty
 * @example show(charts.updateRatio(run.updates));
 */
export function updateRatio(table: ColumnTable, options: UpdateRatioOptions = {}): Figure {
  const where = 'charts.updateRatio';
  checkKeys(where, 'options', options, ['title']);
  const needs = { columns: ['step', 'depth', 'ratio'], source: 'a table with step, depth and ratio' };
  const measured = rowsOf(where, 'table', table, needs);
  const rows = measured.rows.filter((row) => row.ratio !== null);
  const layers = [...byNumber(where, { name: 'table', rows }, 'depth')].map(([depth, own]) => ({
    depth,
    line: lineOf(where, { name: `layer ${depth}`, rows: own }, 'step', 'ratio'),
  }));
  if (layers.length === 0) throw new RangeError(`${where}: table is empty; give a row a step and layer`);
  const lines = layers.map(({ line }) => line);
  const colours = depthColours(layers.length);
  const named = new Set(spread(layers.length, IN_LEGEND));
  const steps = lines.flatMap(({ x }) => x);
  const legend = lines.filter((_, i) => named.has(i)).map(({ name }) => name);
  const each = lines.map((line) => `${line.name}: ${points(line, 'step')}.`);
  const words = {
    title: options.title ?? finding(layers),
    subtitle: `size of the update over size of the weights${overSeeds(lines)}`,
    description:
      `Line chart of the size of each update over the size of the weights by step of training, a line a layer, ` +
      `log scale${medianOver(lines)}; a rule of thumb is 0.001. ${each.join(' ')}`,
  };
  const guide = {
    type: 'scatter',
    name: RULE,
    x: [Math.min(...steps), Math.max(...steps)],
    y: [GUIDE, GUIDE],
    mode: 'lines',
    line: { color: ink, width: 2, dash: 'dash' },
    hoverinfo: 'skip',
  };
  return {
    data: [
      ...lines.flatMap((line, i) =>
        lineTraces(
          { ...line, seeds: 1 }, // bands of many layers would hide one another
          {
            colour: colours[i],
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
      yaxis: logAxis('update / weights', [...extentOf(lines), GUIDE]),
    },
  };
}
