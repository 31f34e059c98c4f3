// A figure that changes while a cell runs: drawn once, then driven by a script, since JupyterLab draws no update of a Plotly chart.
import type { Figure } from '../charts';
import { scriptJson } from '../html';
import { isInNotebook, updatableDisplay } from './display';
import { figureBundle } from './figure';
import { jsonFigure } from './plotly-figure';

/** A figure in a notebook; in a plain program it shows nothing. */
export interface LiveFigure {
  /** Shows a figure in the place of the one before. */
  set(figure: Figure): void;
  /** Shows the last figure, as `show` does, also in the saved notebook. */
  close(): void;
}

/** The script that draws a figure over the chart in the output area that it stands in. */
const driver = (figure: Figure): string => `<div></div><script>(function () {
  var place = document.currentScript && document.currentScript.previousElementSibling, figure = ${scriptJson(figure)};
  setTimeout(function () {
    var area = place && place.closest('.jp-OutputArea'), plot = area && area.querySelector('.js-plotly-plot');
    if (plot && window.Plotly) window.Plotly.react(plot, figure.data, figure.layout);
  });
})();</script>`;

/** Makes a figure that can change. */
export function liveFigure(): LiveFigure {
  let chart: ReturnType<typeof updatableDisplay> | null = null;
  let script: ReturnType<typeof updatableDisplay> | null = null;
  let last: Figure | null = null;
  return {
    set(figure) {
      if (!isInNotebook()) return;
      last = figure;
      if (chart === null) {
        chart = updatableDisplay();
        chart.set(figureBundle(figure));
        return;
      }
      script ??= updatableDisplay();
      script.set({ 'text/html': driver(jsonFigure(figure) as Figure), 'text/plain': '' });
    },
    close() {
      if (last === null) return;
      chart?.set(figureBundle(last));
      script?.set({ 'text/html': '', 'text/plain': '' });
    },
  };
}
