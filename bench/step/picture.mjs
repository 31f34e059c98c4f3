// A chart of the measurements: the time of each contender as a multiple of this library's.
import { ratio, summary } from './tables.mjs';

const TEXT_COLOR = '#7a808a'; // readable on white and on black
const GRID_COLOR = 'rgba(128, 134, 144, 0.22)';
const FONT_FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const [ROW, LEGEND_ROW, AROUND] = [46, 22, 140]; // pixels

/** The mark of each contender: a colour for the library, a symbol for the way to run it. @type {Record<string, [color: string, symbol: string]>} */
const MARKS = {
  'this-xla': ['#2b83ba', 'diamond'],
  tape: ['#2b83ba', 'circle-open'],
  pytorch: ['#d1600f', 'circle'],
  'pytorch-single': ['#d1600f', 'square-open'],
  'pytorch-hooks': ['#d1600f', 'circle-open'],
  'pytorch-compile': ['#d1600f', 'diamond'],
  jax: ['#0f9b74', 'diamond'],
  tensorflow: ['#b8860b', 'circle'],
  'tensorflow-xla': ['#b8860b', 'diamond'],
};

/**
 * @param {readonly import('./tables.mjs').Measurement[]} all
 * @param {Record<string, { title: string }>} contenders
 * @param {Record<string, { title: string }>} models
 * @param {string} subtitle
 */
export function ratiosFigure(all, contenders, models, subtitle) {
  const own = new Map(
    all.filter((one) => one.contender === 'this').map((one) => [one.model, one.microseconds]),
  );
  const timed = all.filter(({ microseconds, model }) => microseconds.length > 0 && own.get(model)?.length);
  const shown = Object.keys(MARKS).filter((name) => timed.some(({ contender }) => contender === name));
  const titles = Object.keys(models)
    .filter((model) => timed.some((one) => one.model === model && shown.includes(one.contender)))
    .map((model) => models[model].title);
  const data = shown.map((name) => {
    const points = timed.filter(({ contender }) => contender === name);
    const median = (/** @type {string} */ model) => summary(own.get(model) ?? []).median;
    const ratios = points.map(({ microseconds, model }) => ratio(microseconds, own.get(model) ?? []));
    const spread = points.map(({ microseconds, model }) => {
      const { min, max } = summary(microseconds);
      return [min / median(model), max / median(model)];
    });
    const [color, symbol] = MARKS[name];
    return {
      type: 'scatter',
      mode: 'markers',
      name: contenders[name].title.replaceAll('`', ''),
      x: ratios,
      y: points.map(({ model }) => models[model].title),
      error_x: {
        type: 'data',
        symmetric: false,
        array: spread.map(([, max], i) => max - ratios[i]),
        arrayminus: spread.map(([min], i) => ratios[i] - min),
        color,
        thickness: 1,
        width: 0,
      },
      marker: { color, symbol, size: 10, line: { color, width: 2 } },
    };
  });
  const words = data.map(
    ({ name, x, y }) => `${name}: ${y.map((m, i) => `${x[i].toFixed(1)} on ${m}`).join(', ')}`,
  );
  const title = 'A training step with all its gradient norms, in times of ours';
  const axis = { gridcolor: GRID_COLOR, linecolor: TEXT_COLOR, zeroline: false, automargin: true };
  const layout = {
    height: AROUND + Math.max(ROW * titles.length, LEGEND_ROW * shown.length),
    paper_bgcolor: 'rgba(0, 0, 0, 0)',
    plot_bgcolor: 'rgba(0, 0, 0, 0)',
    font: { family: FONT_FAMILY, size: 13, color: TEXT_COLOR },
    title: {
      text: `<b>${title}</b><br><sub>${subtitle}</sub>`,
      x: 0,
      xref: 'container',
      xanchor: 'left',
      pad: { l: 12 },
    },
    xaxis: {
      ...axis,
      type: 'log',
      tickvals: [0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
      title: { text: 'times as long as this library (log scale); right of 1 is slower', font: { size: 13 } },
    },
    yaxis: { ...axis, type: 'category', categoryorder: 'array', categoryarray: titles.toReversed() },
    shapes: [
      { type: 'line', x0: 1, x1: 1, y0: 0, y1: 1, yref: 'paper', line: { color: '#2b83ba', width: 2 } },
    ],
    legend: { x: 1.02, y: 1 },
    margin: { t: 84, r: 12, b: 56, l: 12 },
    meta: { description: `Dot chart. ${title}. ${words.join('; ')}.` },
  };
  return { data, layout };
}
