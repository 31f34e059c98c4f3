// A pass or a step that throws, as a finding: the message is TensorFlow.js's, a layer's or a loss's.
import type { Cause } from '../finding';
import type { Rule } from '../rule';

/** The parts in which the rules differ. */
interface FailureRule extends Pick<Rule<never>, 'name' | 'cause' | 'summary' | 'source'> {
  readonly quantity: string;
  /** The first words of the problem, before the message. */
  readonly problem: string;
  readonly meaning: string;
  /** The cause that a message tells of; by default the rule's. */
  readonly causeOf?: (message: string) => Cause;
}

/** Makes the rule of a look that could not be taken to its end, since a pass or a step throws. */
export const failureRule = <Context extends { readonly failure: string | null }>({
  quantity,
  problem,
  meaning,
  causeOf,
  ...rule
}: FailureRule): Rule<Context> => ({
  ...rule,
  notebook: null,
  inspect({ failure }) {
    if (failure === null) return [];
    return [
      {
        severity: 'error',
        confidence: 1,
        cause: causeOf?.(failure) ?? rule.cause,
        layer: null,
        evidence: { quantity, value: 0, threshold: 1, basis: rule.source },
        problem: `${problem}: ${failure.replace(/\.$/, '')}.`,
        meaning,
        remedy: { text: 'Change what the message names.', code: null },
      },
    ];
  },
});
