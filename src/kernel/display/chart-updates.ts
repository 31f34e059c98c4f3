// JupyterLab's renderer for Plotly draws a display once: an update of it changes the notebook, but not the screen. It is drawn
// anew where another form has stood in between.
import type { Bundle } from './bundle';

const plotly = 'application/vnd.plotly.v1+json';
const usualHeight = 360;

/** The states through which a display goes to the new one. */
export function redrawn(bundle: Bundle): Bundle[] {
  if (!(plotly in bundle)) return [bundle];
  const { layout } = bundle[plotly] as { layout?: { height?: unknown } };
  const height = typeof layout?.height === 'number' ? layout.height : usualHeight;
  // Of the same height, so that what is below it stays where it is.
  return [{ 'text/html': `<div style="height:${height}px"></div>`, 'text/plain': '' }, bundle];
}
