// The content of a diagnosis: what its reports are made of, and what it is as JSON.
import type { Finding, SkippedLook } from './finding';
import type { FirstChange } from './first-change/first-change';
import type { TrainingSummary } from './runs/training-summary';

/** The content of a diagnosis as plain data. */
export interface DiagnosisJson {
  /** The findings in the order in which they are to be read. */
  readonly findings: readonly Finding[];
  /** The looks that were not taken, and why. */
  readonly skipped: readonly SkippedLook[];
  /** The change to make first, with what it was measured to bring; null where none was. */
  readonly firstChange: FirstChange | null;
  /** The short trainings of the network as it is; null where none was run. */
  readonly training: TrainingSummary | null;
}
