// The graph of causes: a finding that another one explains is a symptom, and the report leads with the root.
import type { Finding, Severity } from './finding';

/**
 * The rules whose findings a rule's finding explains. An edge holds within one model whatever the layers: where the output is a
 * softmax over one unit, zero gradients before it are its effect wherever they are.
 */
export const EXPLAINS: Readonly<Record<string, readonly string[]>> = {
  'input-shape': ['row-count'],
  'softmax-on-one-unit': ['zero-gradient'],
  'loss-over-one-unit': ['zero-gradient'],
  'target-values': ['non-finite-start'],
  'non-finite-data': ['inputs-not-scaled', 'targets-not-scaled', 'non-finite-start', 'non-finite'],
  'embedding-indices': ['identical-inputs', 'first-pass-fails', 'step-fails'],
  'constant-targets': ['zero-gradient', 'contradicting-rows'],
  'identical-inputs': [
    'zero-gradient',
    'contradicting-rows',
    'rows-alike',
    'forward-signal',
    'dead-units',
    'dying-units',
    'exploding-gradient',
  ],
  // Behind random features a rate is right that the layers below would not stand.
  'frozen-layers': [
    'zero-gradient',
    'too-few-steps',
    'ends-early',
    'learning-rate-small',
    'learning-rate-too-low',
    'learned-by-heart',
  ],
  // In batches of another size other rates are right.
  'small-batch': [
    'learning-rate-too-low',
    'learning-rate-too-high',
    'ends-early',
    'dying-units',
    'learned-by-heart',
  ],
  // A rate that was seen to be too high leads over one that only looks so.
  'learning-rate-too-high': [
    'learning-rate-large',
    'exploding-steps',
    'non-finite',
    'dying-units',
    'output-dies',
  ],
  'learning-rate-large': ['exploding-steps', 'non-finite', 'dying-units'],
  // Without nonlinearity a network fits rows, and not what is to be learned of them; and nothing bounds what its layers multiply to.
  'missing-nonlinearity': ['learned-by-heart', 'exploding-steps', 'non-finite'],
  'empty-output': ['zero-gradient'],
  'dropout-strong': [
    'zero-gradient',
    'vanishing-gradient',
    'exploding-gradient',
    'forward-signal',
    'dead-units',
    'dying-units',
    'learning-rate-too-high',
    'exploding-steps',
    'non-finite',
    'learning-rate-too-low',
  ],
  'normalization-of-one': [
    'small-batch',
    'zero-gradient',
    'vanishing-gradient',
    'rows-alike',
    'forward-signal',
    'dead-units',
    'dead-output',
    'dying-units',
  ],
  // A penalty that outweighs the loss decides what a rate and a start come to.
  'strong-penalty': [
    'learning-rate-too-high',
    'learning-rate-too-low',
    'ends-early',
    'dying-units',
    'uneven-updates',
    'exploding-steps',
  ],
  'class-weights': ['zero-gradient', 'learned-by-heart', 'ends-early'],
  'clipping-freezes': ['learning-rate-too-low', 'too-few-steps', 'ends-early', 'uneven-updates'],
  'learning-rate-small': ['too-few-steps', 'learning-rate-too-low', 'ends-early'],
  'too-few-steps': ['full-batch', 'batch-norm-averages', 'ends-early', 'learning-rate-too-low'],
  // The derivative of a cross-entropy, y / p, has no bound where p is no probability.
  'logits-into-probability-loss': [
    'zero-gradient',
    'non-finite-start',
    'non-finite',
    'exploding-steps',
    'output-dies',
    'learned-by-heart',
  ],
  // An output that cannot say y leaves open whether y can be told from x.
  'output-against-loss': [
    'zero-gradient',
    'dead-output',
    'non-finite-start',
    'output-dies',
    'non-finite',
    'exploding-steps',
    'learned-by-heart',
  ],
  'targets-beyond-output': ['dead-output', 'output-dies', 'learning-rate-too-high', 'dying-units'],
  'loss-for-other-task': ['non-finite-start', 'non-finite', 'exploding-steps'],
  'inputs-not-scaled': [
    'large-weights',
    'saturated-units',
    'dead-units',
    'zero-gradient',
    'exploding-gradient',
    'forward-signal',
    // A bounded activation passes on the same, however far its inputs are spread.
    'rows-alike',
    // A column of large values makes the statistics of each batch its own.
    'batch-norm-modes',
    'non-finite-start',
    'learning-rate-too-high',
    'exploding-steps',
    'non-finite',
    'dying-units',
    // Columns of different sizes learn at different rates.
    'learning-rate-too-low',
    'ends-early',
  ],
  // Copies, wrong scales, dead and saturated units are why signals and gradients go astray, not the other way round.
  'symmetric-units': [
    'zero-gradient',
    'vanishing-gradient',
    'forward-signal',
    'rows-alike',
    'dead-units',
    'uneven-updates',
  ],
  'initialization-scale': [
    'saturated-units',
    'vanishing-gradient',
    'exploding-gradient',
    'rows-alike',
    'forward-signal',
    'non-finite-start',
    'zero-gradient',
    'uneven-updates',
    'dying-units',
    'exploding-steps',
    'non-finite',
    'large-weights',
    'learning-rate-too-low',
    'learning-rate-too-high',
  ],
  // Large random outputs leave a network to fit rows one by one.
  'large-weights': [
    'learned-by-heart',
    'zero-gradient',
    'learning-rate-too-low',
    'ends-early',
    'saturated-units',
    'exploding-gradient',
    'forward-signal',
    'non-finite-start',
    'exploding-steps',
    'non-finite',
    'dying-units',
    'learning-rate-too-high',
  ],
  'hidden-softmax': [
    'zero-gradient',
    'vanishing-gradient',
    'rows-alike',
    'forward-signal',
    'saturated-units',
  ],
  'dead-output': ['zero-gradient', 'output-dies'],
  'dead-units': ['zero-gradient', 'vanishing-gradient', 'forward-signal', 'dying-units'],
  'saturated-units': ['zero-gradient', 'vanishing-gradient', 'exploding-gradient', 'uneven-updates'],
  'zero-gradient': ['vanishing-gradient', 'forward-signal', 'rows-alike', 'learned-by-heart'],
  'vanishing-gradient': [
    'rows-alike',
    'forward-signal',
    'uneven-updates',
    'small-gradients',
    'learned-by-heart',
  ],
  'exploding-gradient': ['forward-signal', 'exploding-steps', 'non-finite'],
  'targets-not-scaled': [
    'learning-rate-too-low',
    'ends-early',
    'exploding-steps',
    'non-finite',
    'learning-rate-too-high',
    // An output with large targets drowns the gradient of the others.
    'exploding-gradient',
  ],
  'recurrent-activation': ['non-finite-start', 'non-finite', 'exploding-steps', 'gradient-through-time'],
  'gradient-through-time': ['non-finite-start', 'non-finite', 'exploding-steps', 'learned-by-heart'],
  'non-finite-start': ['non-finite'],
  'output-dies': ['dying-units'],
  // Gradients arrive in a network that learns at a larger rate.
  'learning-rate-too-low': ['ends-early', 'uneven-updates'],
  'slow-optimizer': ['ends-early', 'uneven-updates', 'stuck-at-constant'],
  'learned-by-heart': ['ends-early', 'learning-rate-too-low', 'learning-rate-too-high'],
};

/**
 * The rules that say that training fails or is slow, and not why: the gravest finding of another rule explains theirs, where there is one.
 */
const SYMPTOMS: readonly string[] = ['constant-loss', 'stuck-at-constant', 'ends-early', 'slow-optimizer'];

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];
const rank = ({ severity }: Finding): number => SEVERITIES.indexOf(severity);

/**
 * The findings with what explains them, in the order in which they are to be read: each root with what it explains behind it, the
 * roots by the worst that comes of them, then by confidence, then in the order of the rules. A note explains nothing.
 */
export function explain(given: readonly Finding[]): Finding[] {
  const findings = strengthen(weaken(given));
  const faults = findings.filter((one) => one.severity !== 'info');
  const active = new Set(faults.map(({ rule }) => rule));
  const [gravest] = faults.filter(({ rule }) => !SYMPTOMS.includes(rule)).sort(byWeight);
  const graph = graphOf(faults);
  const causeOf = (rule: string): string | null =>
    causeInGraph(graph, rule, active) ?? (SYMPTOMS.includes(rule) ? (gravest?.rule ?? null) : null);
  const rootOf = (rule: string, seen: readonly string[] = []): string => {
    const cause = causeOf(rule);
    return cause === null || seen.includes(cause) ? rule : rootOf(cause, [...seen, rule]);
  };
  const explained = findings.map((finding) => ({
    ...finding,
    explainedBy: finding.severity === 'info' ? null : causeOf(finding.rule),
  }));
  const groups = new Map<string, Finding[]>();
  for (const finding of explained) {
    const root = finding.explainedBy === null ? finding.rule : rootOf(finding.rule);
    groups.set(root, [...(groups.get(root) ?? []), finding]);
  }
  return [...groups.values()]
    .map((group) => {
      const roots = group.filter(({ explainedBy }) => explainedBy === null);
      const effects = group.filter(({ explainedBy }) => explainedBy !== null);
      const [first, ...others] = roots.sort(byWeight);
      // A root is as grave as what follows from it.
      const severity = SEVERITIES[Math.min(...group.map(rank))]!;
      return [...(first ? [{ ...first, severity }] : []), ...others, ...effects.sort(byWeight)];
    })
    .sort((p, q) => Math.min(...p.map(rank)) - Math.min(...q.map(rank)) || byConfidence(p[0]!, q[0]!))
    .flat();
}

/**
 * The findings, where a network that learns from every draw leaves no error standing that an earlier look only inferred, and a gradient
 * that is zero on the first batch of some draws is chance.
 */
function weaken(findings: readonly Finding[]): readonly Finding[] {
  if (!findings.some(({ rule, confidence }) => rule === 'learns' && confidence === 1)) return findings;
  const severityOf = ({ rule, severity, confidence, look }: Finding): Severity => {
    if (rule === 'zero-gradient' && confidence <= 0.5) return 'info';
    return severity === 'error' && look !== 'training' ? 'warning' : severity;
  };
  return findings.map((one) => ({ ...one, severity: severityOf(one) }));
}

/** The findings of the start whose warnings are errors where the training stays at what a constant reaches. */
const DECIDED_BY_TRAINING: readonly string[] = ['gradient-through-time'];

/** The findings, where a training that stays at the loss of a constant shows what the start could only warn of. */
function strengthen(findings: readonly Finding[]): readonly Finding[] {
  if (!findings.some(({ rule }) => rule === 'stuck-at-constant')) return findings;
  return findings.map((one) =>
    one.severity === 'warning' && DECIDED_BY_TRAINING.includes(one.rule)
      ? { ...one, severity: 'error' }
      : one,
  );
}

const byConfidence = (p: Finding, q: Finding): number => q.confidence - p.confidence;
const byWeight = (p: Finding, q: Finding): number => rank(p) - rank(q) || byConfidence(p, q);

/** The graph for these findings: a signal that grows until the output is at its limits ends the gradient there, and not the other way round. */
function graphOf(faults: readonly Finding[]): typeof EXPLAINS {
  const find = (name: string): Finding | undefined => faults.find(({ rule }) => rule === name);
  const [signal, gradient] = [find('forward-signal'), find('zero-gradient')];
  if (!signal || !gradient || !(signal.evidence.value > 1)) return EXPLAINS;
  if (gradient.layer !== null && gradient.layer !== signal.layer) return EXPLAINS;
  const { 'zero-gradient': effects = [], ...others } = EXPLAINS;
  return {
    ...others,
    'forward-signal': ['zero-gradient', 'exploding-steps', 'non-finite'],
    'zero-gradient': effects.filter((rule) => rule !== 'forward-signal'),
  };
}

/** The first rule in the graph that explains a rule's finding, of those that found something; null for a root. */
const causeInGraph = (graph: typeof EXPLAINS, rule: string, active: ReadonlySet<string>): string | null =>
  Object.entries(graph).find(([cause, effects]) => active.has(cause) && effects.includes(rule))?.[0] ?? null;
