// The numbers that observe keeps of a tensor, as axes name them.

/** Sizes: for log axes. */
export const sizes = ['norm', 'rms', 'std'] as const;
export type Size = (typeof sizes)[number];

const names: Readonly<Record<string, string>> = {
  norm: 'L2 norm',
  rms: 'root mean square',
  std: 'standard deviation',
  ratio: '|ΔW| / |W|',
  zeros: 'share of zeros',
  saturated: 'share of saturated values',
  dead: 'share of dead units',
};

export const nameOfMeasure = (measure: string): string => names[measure] ?? measure;

/** What is said of units or of an update goes without its quantity: 'share of dead units', not 'share of dead units of a'. */
export const isOfQuantity = (measure: string): boolean => !['ratio', 'saturated', 'dead'].includes(measure);
