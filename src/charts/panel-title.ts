// Titles of panels, in figures of several.

/** The title of a panel, above its left corner, as a Plotly annotation. */
export const panelTitle = (text: string, panel: string, size = 13): Record<string, unknown> => ({
  text,
  xref: `x${panel} domain`,
  x: 0,
  xanchor: 'left',
  yref: `y${panel} domain`,
  y: 1,
  yanchor: 'bottom',
  showarrow: false,
  font: { size },
});
