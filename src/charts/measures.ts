// Labels of the statistics that observe keeps of a tensor.

/** The statistics that measure the size of a tensor, for log axes. */
export const SIZE_MEASURES = ['norm', 'rms', 'std'] as const;
export type SizeMeasure = (typeof SIZE_MEASURES)[number];

const MEASURE_LABELS: Readonly<Record<string, string>> = {
  norm: 'L2 norm',
  rms: 'root mean square',
  std: 'standard deviation',
  ratio: '|ΔW| / |W|',
  zeros: 'share of zeros',
  saturated: 'share of saturated values',
  dead: 'share of dead units',
};

/** The label of a statistic on axes. */
export const measureLabel = (measure: string): string => MEASURE_LABELS[measure] ?? measure;

/** Whether a label needs its quantity: 'L2 norm of dL/dz', but 'share of dead units', not 'share of dead units of a'. */
export const isPerQuantity = (measure: string): boolean => !['ratio', 'saturated', 'dead'].includes(measure);
