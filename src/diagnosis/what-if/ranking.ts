// The table of whatIf: the fixes beside the network as it is, in the order of what they reach.
import { median } from '../../math';
import { tableOf, type Table } from '../../table';
import { gradientRatio } from '../../theory';
import type { Candidate } from './candidates';
import type { Measurement } from './measure';
import type { Subject } from './subject';

/** A row of `whatIf`: one fix, or a pair of them; the first row is the network as it is. */
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- a row fits Record<string, …>
export type WhatIfRow = {
  /** The place by `share`, 1 for the least; 0 for the network as it is. */
  readonly rank: number;
  /** The name of the fix; 'none' for the network as it is. */
  readonly fix: string;
  /** The change, as code. */
  readonly change: string;
  /**
   * The factor on the norm of dL/dz per layer that theory predicts; null where there is no theory, or no spec, and with batch norm
   * where a batch has too few independent rows.
   */
  readonly predicted: number | null;
  /** The same factor as measured, the geometric mean over the seeds. */
  readonly factor: number;
  /**
   * The median over the seeds of the loss after the steps, in the loss's own unit and that of the given y; Infinity where training
   * ended early, or refuses the network.
   */
  readonly loss: number;
  /**
   * The loss as a part of the best constant's: 1 for a network that has learnt nothing, 0 for a perfect one, 1 - R² of a squared
   * error. Losses of different kinds compare by it. Null where the loss is a function.
   */
  readonly rest: number | null;
  /**
   * The loss as a share of that of the network as it is, by `rest` where that is known; the network as it is counts as no worse
   * than the best constant.
   */
  readonly share: number;
  /** The share of seeds in which `share` is below a half. */
  readonly halved: number;
  /** The page of the course that explains the fix, without the extension; null where none does. */
  readonly notebook: string | null;
};

const COLUMNS = [
  'rank',
  'fix',
  'change',
  'predicted',
  'factor',
  'loss',
  'rest',
  'share',
  'halved',
  'notebook',
] as const satisfies readonly (keyof WhatIfRow)[];

/** The facts of the inputs that the prediction depends on. */
export interface InputFacts {
  /** The mean square of x. */
  readonly power: number;
  /** The number of independent rows that a batch is worth: tr(G)² / tr(G²) of the Gram matrix of its centred rows. */
  readonly effectiveRows: number;
}

/** Measured: with batch norm the theory of large batches is within 10 % from about so many independent rows on. */
const ENOUGH_ROWS = 16;

/** Ranks what was measured; the first candidate is the network as it is. */
export function ranked(
  measured: readonly { readonly candidate: Candidate; readonly runs: readonly Measurement[] }[],
  input: InputFacts,
): Table<WhatIfRow> {
  const [base, ...others] = measured.map(({ candidate, runs }) => ({
    ...candidate,
    predicted: predictedFactor(candidate.subject, input),
    factor: Math.exp(runs.reduce((sum, { factor }) => sum + Math.log(factor), 0) / runs.length),
    loss: median(runs.map(({ loss }) => loss)),
    rest: runs.some(({ rest }) => rest === null) ? null : median(runs.map(({ rest }) => rest!)),
    runs,
  }));
  const isKnown = base!.rest !== null;
  const reference = isKnown ? Math.min(1, base!.rest!) : base!.loss;
  const shareOf = ({ loss, rest }: Pick<Measurement, 'loss' | 'rest'>): number =>
    ((isKnown ? rest : loss) ?? Infinity) / reference;
  const rows = [base!, ...others].map((one) => ({
    ...one,
    share: shareOf(one),
    halved: one.runs.filter((run) => shareOf(run) < 1 / 2).length / one.runs.length,
  }));
  const sorted = [rows[0]!, ...rows.slice(1).sort((p, q) => p.share - q.share || p.loss - q.loss)];
  return tableOf<WhatIfRow>(
    sorted.map((one, rank) => ({ ...one, rank })),
    COLUMNS,
  );
}

/** The factor that theory predicts; null where it covers no such spec. */
function predictedFactor(
  { spec: own, theory, scaling }: Subject,
  { power, effectiveRows }: InputFacts,
): number | null {
  const spec = theory ?? own;
  const inputPower = scaling.x || theory !== null ? 1 : power;
  if (spec === null || !('hidden' in spec || 'blocks' in spec)) return null;
  if (spec.normalization === 'batch' && effectiveRows < ENOUGH_ROWS) return null;
  try {
    return gradientRatio(spec, { inputPower });
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
}
