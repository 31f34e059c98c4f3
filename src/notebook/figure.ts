// The MIME bundle of a figure.
import type { MimeBundle } from './display';
import { describeFigure, jsonFigure, PLOTLY_MIME, type PlotlyFigure } from './plotly-figure';
import { escapeHtml, scriptJson } from '../html';
import { PLOTLY_VERSION } from './plotly';

/**
 * A figure as HTML with its own script, for pages of converters without a renderer for Plotly. The script takes plotly.js from the
 * page or from Plotly's host; without either, it shows the description.
 */
function standaloneHtml({ data, layout = {}, config, frames }: PlotlyFigure, description: string): string {
  const { height } = layout as { height?: unknown };
  return `<div role="img" aria-label="${escapeHtml(description)}">
<div style="height:${typeof height === 'number' ? height : 420}px"></div>
<script>(function () {
  var plot = document.currentScript.previousElementSibling, figure = ${scriptJson({ data, layout, frames, config: { responsive: true, ...config } })};
  function draw() { window.Plotly.newPlot(plot, figure); }
  if (window.Plotly) return draw();
  var script = document.createElement('script'), define = window.define;
  window.define = undefined; // plotly.js would hand itself to RequireJS
  function done() { window.define = define; }
  script.src = 'https://cdn.plot.ly/plotly-${PLOTLY_VERSION}.min.js';
  script.onload = function () { done(); draw(); };
  script.onerror = function () { done(); plot.style.height = 'auto'; plot.textContent = plot.parentNode.getAttribute('aria-label'); };
  document.head.appendChild(script);
})();</script>
</div>`;
}

// The button that sends a reader's chart to another host is left out.
const DEFAULT_CONFIG = { displaylogo: false, modeBarButtonsToRemove: ['sendChartToCloud'] };

/** The MIME bundle of a figure: for Plotly renderers, as HTML, and as text. */
export function figureBundle(given: PlotlyFigure): MimeBundle {
  const figure = jsonFigure(given) as PlotlyFigure;
  const description = describeFigure(figure);
  return {
    [PLOTLY_MIME]: {
      layout: {}, // JupyterLab's renderer throws without a layout
      ...figure,
      // Not `responsive`: JupyterLab resizes charts itself, and both together leave a chart without height.
      config: { ...DEFAULT_CONFIG, ...figure.config },
    },
    'text/html': standaloneHtml(figure, description),
    'text/plain': description,
  };
}
