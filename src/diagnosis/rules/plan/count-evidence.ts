import type { Evidence } from '../../finding';

/** The evidence of a number of things of which a single one counts. */
export const countEvidence = (quantity: string, value: number, basis: string): Evidence => ({
  quantity,
  value,
  threshold: 1,
  basis,
});
