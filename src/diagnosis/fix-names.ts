// The names of the fixes that whatIf tries, which remedies refer to.

/** The names of the fixes, in the order in which they are tried. */
export const FIX_NAMES = [
  'width',
  'activation',
  'output',
  'initializer',
  'lsuv',
  'normalization',
  'skip',
  'gates',
  'orthogonal recurrence',
  'forget bias',
  'dropout',
  'scale x',
  'scale y',
  'adam',
  'larger rate',
  'smaller rate',
  'clipping',
] as const;

/** The name of a fix. */
export type FixName = (typeof FIX_NAMES)[number];
