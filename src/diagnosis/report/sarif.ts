// The report in SARIF 2.1.0 (OASIS 2020), which CI systems read.
import type { Finding } from '../finding';
import type { DiagnosisJson } from '../diagnosis-json';
import { evidenceText, sentence } from './sections';

const LEVELS: Readonly<Record<Finding['severity'], string>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

/**
 * The findings as a SARIF log.
 *
 * @param artifact the file of the model, where there is one
 */
export function reportSarif({ findings }: DiagnosisJson, artifact: string | null): object {
  const rules = [...new Map(findings.map((finding) => [finding.rule, finding])).values()];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'vanishing-gradients diagnose',
            rules: rules.map(({ rule, cause, meaning, remedy }) => ({
              id: rule,
              shortDescription: { text: meaning },
              help: { text: remedy.text },
              properties: { cause },
            })),
          },
        },
        results: findings.map((finding) => resultOf(finding, artifact)),
      },
    ],
  };
}

function resultOf(finding: Finding, artifact: string | null): object {
  const { rule, severity, problem, layer, rows, columns, cause, confidence, evidence, look, explainedBy } =
    finding;
  return {
    ruleId: rule,
    level: LEVELS[severity],
    message: { text: `${sentence(problem)} Measured: ${evidenceText(finding)}` },
    rank: Math.round(100 * confidence),
    locations: [
      {
        ...(artifact === null ? {} : { physicalLocation: { artifactLocation: { uri: artifact } } }),
        logicalLocations: [{ name: layer ?? 'model', kind: layer === null ? 'module' : 'member' }],
      },
    ],
    properties: { cause, look, confidence, rows, columns, explainedBy, evidence },
  };
}
