// A figure in the forms that front ends draw.
import { version } from 'plotly.js-dist-min/package.json';
import type { Bundle } from './display';
import { figureWords, isPlotlyFigure, plainFigure, type PlotlyFigure } from './figure-words';
import { escapeHtml, scriptJson } from './html';

/**
 * For pages made elsewhere, by a converter that knows no Plotly type: the chart draws itself, with plotly.js from the page or
 * from its makers' host; where neither is to be had, its words stand in its place.
 */
function selfDrawing({ data, layout = {}, config, frames }: PlotlyFigure, words: string): string {
  const { height } = layout as { height?: unknown };
  return `<div role="img" aria-label="${escapeHtml(words)}">
<div style="height:${typeof height === 'number' ? height : 420}px"></div>
<script>(function () {
  var plot = document.currentScript.previousElementSibling, figure = ${scriptJson({ data, layout, frames, config: { responsive: true, ...config } })};
  function draw() { window.Plotly.newPlot(plot, figure); }
  if (window.Plotly) return draw();
  var script = document.createElement('script'), define = window.define;
  window.define = undefined; // plotly.js would hand itself to RequireJS
  function done() { window.define = define; }
  script.src = 'https://cdn.plot.ly/plotly-${version}.min.js';
  script.onload = function () { done(); draw(); };
  script.onerror = function () { done(); plot.style.height = 'auto'; plot.textContent = plot.parentNode.getAttribute('aria-label'); };
  document.head.appendChild(script);
})();</script>
</div>`;
}

// No button that sends a reader's chart to another host.
const CONFIG = { displaylogo: false, modeBarButtonsToRemove: ['sendChartToCloud'] };

export function figureBundle(given: PlotlyFigure): Bundle {
  const figure = plainFigure(given) as PlotlyFigure;
  const words = figureWords(figure);
  return {
    'application/vnd.plotly.v1+json': {
      layout: {}, // without one, JupyterLab's renderer throws
      ...figure,
      // Not `responsive`: JupyterLab resizes charts itself, and the two together leave one without height.
      config: { ...CONFIG, ...figure.config },
    },
    'text/html': selfDrawing(figure, words),
    'text/plain': words,
  };
}

export { isPlotlyFigure as isFigure };
