// `playground`: the live figure of the course's pages in a notebook.
import * as charts from '../charts';
import { checkKeys, invalidArgument, oneOf } from '../errors';
import { escapeHtml } from '../html';
import {
  FIELD_NAMES,
  FIELDS,
  layersTable,
  measure,
  stateToText,
  textToState,
  wordsOf,
  type PlayState,
} from '../play';
import { display } from './display';
import { figureBundle } from './figure';
import type { PlaygroundState } from './playground-state';

const TYPES = { range: 'number', switch: 'boolean' } as const;

function checkState(given: PlaygroundState): PlayState {
  checkKeys('playground', 'state', given, FIELD_NAMES);
  const values = Object.entries(given).filter(([, value]) => value !== undefined);
  for (const [name, value] of values) {
    const field = FIELDS[name as keyof typeof FIELDS];
    if (field.kind === 'choice')
      oneOf(
        'playground',
        name,
        value,
        field.choices.map(([choice]) => choice),
      );
    else if (typeof value !== TYPES[field.kind])
      throw invalidArgument('playground', name, `a ${TYPES[field.kind]}`, value);
  }
  const { state, notes } = textToState(
    new URLSearchParams(values.map(([name, value]): [string, string] => [name, String(value)])).toString(),
  );
  if (notes.length > 0) throw new RangeError(`playground: ${notes.join(' ')}`);
  return state;
}

/** Starts the figure with the program that the course has put into its JupyterLab; elsewhere the chart before stays alone. */
const START = `(function () {
  var place = document.currentScript.previousElementSibling, data = document.getElementById('jupyter-config-data');
  var folder = data && JSON.parse(data.textContent).fullLabextensionsUrl;
  if (!folder) return;
  var at = folder + '/vanishing-gradients-charts/static/';
  place.dataset.programs = at + 'play-programs.js';
  function start() { window.startLiveFigures(); }
  if (window.startLiveFigures) return start();
  var link = document.createElement('link'), script = document.createElement('script');
  link.rel = 'stylesheet'; link.href = at + 'play.css'; document.head.append(link);
  script.src = at + 'play.js'; document.head.append(script);
})();`;

/**
 * Shows a live figure in a notebook: controls of depth, activation and weights, and the gradient by layer, which answers as they
 * move. It runs in the browser, without a kernel, in a trusted notebook in the JupyterLab that `npm start` opens; elsewhere the chart
 * of the signal stands in its place, and on a terminal its description.
 *
 * @param state the network that it begins with; what is left out is as in the opening example of the course
 * @throws {TypeError} when a field is unknown or of a wrong type, or a name is not one of its list
 * @throws {RangeError} when a number is out of its range
 * @example playground({ depth: 20, activation: 'tanh', initializer: 'xavierNormal' });
 */
export function playground(state: PlaygroundState = {}): void {
  const checked = checkState(state);
  const measurement = measure(checked);
  const figure = charts.signal(layersTable(measurement));
  const still = figureBundle(figure);
  display(still);
  const { title } = wordsOf(measurement);
  display({
    'text/html': `<div class="vg-play" data-play="small" data-state="${escapeHtml(stateToText(checked))}" data-controls="${FIELD_NAMES.join(' ')}" data-still="before"><p>${escapeHtml(title)}. This can be moved in a trusted notebook, in the JupyterLab of the course.</p></div><script>${START}</script>`,
    'text/plain': title,
  });
}
