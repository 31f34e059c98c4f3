// The columns that describe a network in place of a whole spec.

export const SPEC_COLUMNS = [
  'depth',
  'width',
  'activation',
  'initializer',
  'gain',
  'weightVariance',
  'biasVariance',
  'normalization',
  'skip',
] as const;
