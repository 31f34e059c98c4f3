// A rule: one kind of fault, and how it is recognised.
import type { Cause, Finding, Look, Symptom } from './finding';

/** A rule of one look. */
export interface Rule<Context> {
  /** The name in findings and in the table of what explains what, such as 'softmax-on-one-unit'. */
  readonly name: string;
  /** The cause that its findings name, unless one says another. */
  readonly cause: Cause;
  /** The rule in a line, for the documentation. */
  readonly summary: string;
  /** The origin of the rule and its thresholds: arithmetic, or paper and equation. */
  readonly source: string;
  /** The page of the course that explains it, without the extension; null where none does. */
  readonly notebook: string | null;
  /** Lists the faults of its kind; an empty list where there is none, or where the rule does not apply. */
  readonly inspect: (context: Context) => readonly Symptom[];
}

/** Applies the rules of a look. */
export function applyRules<Context>(
  look: Look,
  rules: readonly Rule<Context>[],
  context: Context,
): Finding[] {
  return rules.flatMap(({ name, cause, notebook, inspect }) =>
    inspect(context).map((symptom) => ({
      rows: [],
      columns: [],
      cause,
      ...symptom,
      remedy: { fixes: [], ...symptom.remedy },
      rule: name,
      look,
      notebook,
      explainedBy: null,
    })),
  );
}
