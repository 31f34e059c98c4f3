// The graph of causes: a finding that another one explains is a symptom, and the report leads with the root.
import type { Finding, Severity } from './finding';

/**
 * The rules whose findings a rule's finding explains. An edge holds within one model whatever the layers: where the output is a
 * softmax over one unit, zero gradients before it are its effect wherever they are.
 */
export const EXPLAINS: Readonly<Record<string, readonly string[]>> = {
  'softmax-on-one-unit': ['zero-gradient'],
};

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** The findings with what explains them, in the order in which they are to be read: roots first, then by severity and confidence. */
export function explain(findings: readonly Finding[]): Finding[] {
  const present = new Set(findings.map(({ rule }) => rule));
  const causeOf = (rule: string): string | null =>
    Object.keys(EXPLAINS).find((one) => present.has(one) && EXPLAINS[one]!.includes(rule)) ?? null;
  return findings
    .map((finding) => ({ ...finding, explainedBy: causeOf(finding.rule) }))
    .sort(
      (p, q) =>
        SEVERITIES.indexOf(p.severity) - SEVERITIES.indexOf(q.severity) ||
        Number(p.explainedBy !== null) - Number(q.explainedBy !== null) ||
        q.confidence - p.confidence,
    );
}
