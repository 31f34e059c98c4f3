// Several panels in a figure.

/** What a panel shows, above its left corner. */
export const panelTitle = (text: string, panel: string): Record<string, unknown> => ({
  text,
  xref: `x${panel} domain`,
  x: 0,
  xanchor: 'left',
  yref: `y${panel} domain`,
  y: 1,
  yanchor: 'bottom',
  showarrow: false,
  font: { size: 13 },
});
