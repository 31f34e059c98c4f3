// The result of `diagnose`.
import { tableOf, type Table } from '../table';
import type { Finding } from './finding';
import { reportHtml } from './report/html';
import { reportSarif } from './report/sarif';
import type { SkippedLook } from './report/sections';
import { reportText } from './report/text';
import type { Runs } from './runs/runs';
import type { Start } from './start/start';

/** A row of `diagnosis.table`: a finding as flat values. */
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- a row fits Record<string, …>
export type FindingRow = {
  readonly rule: string;
  readonly cause: string;
  readonly severity: string;
  readonly look: string;
  readonly layer: string | null;
  readonly confidence: number;
  readonly problem: string;
  readonly quantity: string;
  readonly value: number;
  readonly threshold: number | null;
  readonly remedy: string;
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

/** The findings of a diagnosis, and the measurements that they rest on. */
export class Diagnosis {
  constructor(
    /** The findings, those to act on first. */
    readonly findings: readonly Finding[],
    /** The looks that were not taken, and why. */
    readonly skipped: readonly SkippedLook[],
    /** The measurements of the start look; null where it was not taken. */
    readonly start: Start | null,
    /** The measurements of the training look; null where it was not taken. */
    readonly training: Runs | null,
  ) {}

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
  toJSON(): { readonly findings: readonly Finding[]; readonly skipped: readonly SkippedLook[] } {
    return { findings: this.findings, skipped: this.skipped };
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
