// The version of plotly.js.

/** The version of plotly.js that figures are made for and drawn with. */
export const PLOTLY_VERSION = '4.1.1';
