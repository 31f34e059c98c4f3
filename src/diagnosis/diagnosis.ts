// The result of `diagnose`.
import type { LayerRow } from '../hooks';
import { tableOf, type Table } from '../table';
import type { HistoryRow } from '../training';
import type { DiagnosisJson } from './diagnosis-json';
import type { Finding, SkippedLook } from './finding';
import type { FirstChange } from './first-change/first-change';
import { reportHtml } from './report/html';
import { reportSarif } from './report/sarif';
import { reportText } from './report/text';
import type { TrainingSummary } from './runs/training-summary';

/** A row of {@link Diagnosis.table}: a {@link Finding} as flat values. */
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- a row fits Record<string, …>
export type FindingRow = {
  /** The name of the rule. */
  readonly rule: string;
  /** The kind of cause, one of `CAUSES`. */
  readonly cause: string;
  /** 'error', 'warning' or 'info'. */
  readonly severity: string;
  /** The look that found it: 'plan', 'start' or 'training'. */
  readonly look: string;
  /** The name of the layer, input or output; null for the whole. */
  readonly layer: string | null;
  /** The certainty, from 0 to 1. */
  readonly confidence: number;
  /** The fault, in a sentence with its numbers. */
  readonly problem: string;
  /** The quantity that was measured, in words. */
  readonly quantity: string;
  /** The measured value, in the quantity's unit. */
  readonly value: number;
  /** The value from which it counts, in the same unit; null where any value does. */
  readonly threshold: number | null;
  /** The change that is suggested, in a sentence. */
  readonly remedy: string;
  /** The rule of the finding that explains this one; null for a root. */
  readonly explainedBy: string | null;
};

const COLUMNS = [
  'rule',
  'cause',
  'severity',
  'look',
  'layer',
  'confidence',
  'problem',
  'quantity',
  'value',
  'threshold',
  'remedy',
  'explainedBy',
] as const satisfies readonly (keyof FindingRow)[];

/** The fields of a {@link Diagnosis}. */
export type DiagnosisFields = Pick<Diagnosis, 'findings' | 'skipped' | 'layers' | 'history'> &
  Partial<Pick<Diagnosis, 'firstChange' | 'training'>>;

/** The findings of a diagnosis, and the measurements that they rest on. */
export class Diagnosis {
  /** The findings in the order in which they are to be read: each root with what it explains behind it. */
  readonly findings: readonly Finding[];
  /** The looks that were not taken, and why. */
  readonly skipped: readonly SkippedLook[];
  /**
   * The change to make first: one for the whole network, out of the root finding and whatever else stands in the way, with the loss before
   * and after it, as it was measured on a copy. Null where nothing is wrong, where none helped, and where none could be tried: a
   * model with several inputs or outputs, or with steps that take too long.
   */
  readonly firstChange: FirstChange | null;
  /** The short trainings of the network as it is: the loss at their start and end beside a constant's; null where none was run. */
  readonly training: TrainingSummary | null;
  /**
   * The layers at the start, as `observe(…).layers` has them, with a column `seed`: 0 for the weights as they are, from 1 for other
   * draws. Null where that look was not taken.
   */
  readonly layers: Table<LayerRow> | null;
  /** The steps of the short trainings, as `train(…).history` has them, with a column `seed`. Null where none was run. */
  readonly history: Table<HistoryRow> | null;

  constructor({ findings, skipped, firstChange = null, training = null, layers, history }: DiagnosisFields) {
    this.findings = findings;
    this.skipped = skipped;
    this.firstChange = firstChange;
    this.training = training;
    this.layers = layers;
    this.history = history;
  }

  /** The root cause: the first finding that is an error or a warning; null where nothing is wrong. */
  get root(): Finding | null {
    return this.findings.find(({ severity }) => severity !== 'info') ?? null;
  }

  /** The findings as a table, a row each. */
  get table(): Table<FindingRow> {
    const rows = this.findings.map(({ evidence, remedy, ...finding }) => ({
      ...finding,
      quantity: evidence.quantity,
      value: evidence.value,
      threshold: evidence.threshold,
      remedy: remedy.text,
    }));
    return tableOf<FindingRow>(rows, COLUMNS);
  }

  /** The report as text. */
  toString(): string {
    return reportText(this);
  }

  /** The findings as plain data. */
  toJSON(): DiagnosisJson {
    const { findings, skipped, firstChange, training } = this;
    return { findings, skipped, firstChange, training };
  }
  /** The findings as a SARIF 2.1.0 log; `artifact` is the file of the model, where there is one. */
  sarif(artifact: string | null = null): object {
    return reportSarif(this, artifact);
  }

  /** @internal The report as cards, where a notebook shows it. */
  [Symbol.for('Jupyter.display')](): Readonly<Record<string, string>> {
    return { 'text/plain': String(this), 'text/html': reportHtml(this) };
  }
}
