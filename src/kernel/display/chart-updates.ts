// JupyterLab's renderer for Plotly draws a display once: an update of it changes the notebook, but not the screen. It is drawn
// anew where another form has stood in between.
import type { Bundle } from './bundle';

const PLOTLY_MIME = 'application/vnd.plotly.v1+json';
const DEFAULT_HEIGHT = 360;

/** The states through which a display goes to the new one. */
export function redrawn(bundle: Bundle): Bundle[] {
  if (!(PLOTLY_MIME in bundle)) return [bundle];
  const { layout } = bundle[PLOTLY_MIME] as { layout?: { height?: unknown } };
  const height = typeof layout?.height === 'number' ? layout.height : DEFAULT_HEIGHT;
  // The placeholder has the same height, so that what is below it stays where it is.
  return [{ 'text/html': `<div style="height:${height}px"></div>`, 'text/plain': '' }, bundle];
}
