// The names of the diagrams.

export const DIAGRAM_NAMES = [
  'residual block',
  'pre-activation block',
  'highway layer',
  'LSTM cell',
] as const;

/** The name of a diagram. */
export type DiagramName = (typeof DIAGRAM_NAMES)[number];
