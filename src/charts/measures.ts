// The numbers that observe keeps of a tensor, as axes name them.

/** Sizes: for log axes. */
export const sizes = ['norm', 'rms', 'std'] as const;
export type Size = (typeof sizes)[number];

const names: Readonly<Record<string, string>> = {
  norm: 'L2 norm',
  rms: 'root mean square',
  std: 'standard deviation',
  ratio: '|ΔW| / |W|',
};

export const nameOfMeasure = (measure: string): string => names[measure] ?? measure;
