// The things that a diagnosis rules out: subjects of which every rule was applied, and none found a fault.
import { REFUSES, type Finding, type Look, type SkippedLook } from '../finding';

/** A subject, the look at it, and the rules that judge it. */
interface Subject {
  readonly name: string;
  readonly look: Look;
  readonly rules: readonly string[];
}

/** The subject that is at fault, too, where training refuses the data. */
const SHAPES = 'shapes and labels';

const SUBJECTS: readonly Subject[] = [
  {
    name: SHAPES,
    look: 'plan',
    rules: [
      'input-shape',
      'row-count',
      'target-shape',
      'target-values',
      'training-refuses',
      'class-mix',
      'class-weights',
    ],
  },
  {
    name: 'output and loss',
    look: 'plan',
    rules: [
      'softmax-on-one-unit',
      'loss-over-one-unit',
      'output-against-loss',
      'logits-into-probability-loss',
      'squashed-logits',
      'targets-beyond-output',
      'loss-for-other-task',
      'dead-output',
      'output-dies',
      'away-from-targets',
    ],
  },
  {
    name: 'NaN in the data',
    look: 'plan',
    rules: ['non-finite-data'],
  },
  { name: 'scale of x and y', look: 'plan', rules: ['inputs-not-scaled', 'targets-not-scaled'] },
  {
    name: 'size of the gradients',
    look: 'start',
    rules: [
      'vanishing-gradient',
      'exploding-gradient',
      'zero-gradient',
      'gradient-through-time',
      'small-gradients',
      'non-finite-start',
    ],
  },
  {
    name: 'dead and saturated units',
    look: 'start',
    rules: ['dead-units', 'saturated-units', 'hidden-softmax', 'dying-units', 'dead-output'],
  },
  {
    name: 'scale of the weights',
    look: 'start',
    rules: ['initialization-scale', 'symmetric-units', 'forward-signal', 'rows-alike'],
  },
];

/** The names of the subjects that are ruled out; none where a look that judges them was not taken. */
export function ruledOut(findings: readonly Finding[], skipped: readonly SkippedLook[]): string[] {
  // A note of these rules is no fault, and rules nothing out.
  const isFaulty = new Set(findings.map(({ rule }) => rule));
  // Later looks judge the same subjects: what was not looked at is not ruled out.
  const missing = new Set(skipped.map((one) => one.look));
  const isRefused = skipped.some(({ reason }) => reason.startsWith(REFUSES));
  return SUBJECTS.filter(
    ({ look, rules }) => !missing.has(look) && rules.every((rule) => !isFaulty.has(rule)),
  )
    .map(({ name }) => name)
    .filter((name) => !(isRefused && name === SHAPES));
}
