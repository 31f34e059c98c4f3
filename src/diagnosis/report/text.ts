// The report as plain text.
import type { Finding } from '../finding';
import type { SkippedLook } from '../diagnosis';

/** The report: the root first, then what it explains, then the rest. */
export function reportText(findings: readonly Finding[], skipped: readonly SkippedLook[]): string {
  const lines = findings.flatMap(({ severity, problem, meaning, remedy, evidence, explainedBy }) => [
    `${severity}: ${problem}`,
    `  ${meaning}`,
    `  measured: ${evidence.quantity} ${evidence.value} (${evidence.basis})`,
    explainedBy === null ? `  do: ${remedy.text}` : `  explained by ${explainedBy}`,
  ]);
  const notTaken = skipped.map(({ look, reason }) => `not looked at: ${look}, since ${reason}`);
  return [...(findings.length === 0 ? ['nothing found'] : lines), ...notTaken].join('\n');
}
