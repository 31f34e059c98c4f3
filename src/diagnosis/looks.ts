// The looks of a diagnosis, each costlier than the one before, and the reasons for leaving one out.
import { trainableVariables } from '../hooks';
import { nextTurn } from '../platform';
import { snapshotModel, type CheckedOptimizer } from '../training';
import { REFUSES, type Finding, type Look, type SkippedLook } from './finding';
import type { Plan } from './plan/plan';
import { applyRules } from './rule';
import { PLAN_RULES, START_RULES, TRAINING_RULES } from './rules';
import { runTrainings } from './runs/run-trainings';
import type { Runs } from './runs/runs';
import { observeStarts, type Start } from './start/start';

/** The looks in their order. */
export const LOOKS: readonly Look[] = ['plan', 'start', 'training'];

/** How far to look, and what to train with. */
export interface LookOptions {
  readonly optimizer: CheckedOptimizer;
  readonly seeds: number;
  /** The last look to take. */
  readonly until: Look;
  readonly onProgress:
    ((progress: { readonly look: Look; readonly step: number; readonly steps: number }) => void) | undefined;
}

/** The results of the looks. */
export interface Looks {
  /** The findings in the order of the rules. */
  readonly findings: readonly Finding[];
  readonly skipped: readonly SkippedLook[];
  /** The measurements of the looks; null for those that were not taken. */
  readonly start: Start | null;
  readonly training: Runs | null;
}

/** Takes the looks at a plan. Weights, states and the optimiser are as before afterwards. */
export async function takeLooks(
  plan: Plan,
  { optimizer, seeds, until, onProgress }: LookOptions,
): Promise<Looks> {
  const findings: Finding[] = applyRules('plan', PLAN_RULES, plan);
  const skipped: SkippedLook[] = [];
  let start: Start | null = null;
  let training: Runs | null = null;
  for (const look of LOOKS.slice(1)) {
    const reason = reasonToSkip(look, until, plan, start);
    if (reason !== null || plan.checked === null) {
      skipped.push({ look, reason: reason ?? '' });
      continue;
    }
    await nextTurn();
    const { loss, data } = plan.checked;
    const report = (step: number, steps: number): void => onProgress?.({ look, step, steps });
    if (look === 'start') {
      const restore = snapshotModel(plan.model);
      try {
        start = observeStarts(plan, loss, data, seeds, report);
      } finally {
        restore();
      }
      findings.push(...applyRules('start', START_RULES, start));
    } else {
      const otherRates = !findings.some(({ severity }) => severity === 'error');
      training = await runTrainings(plan, loss, data, { optimizer, seeds, otherRates, onStep: report });
      const { runs, failure } = training;
      if (failure !== null) skipped.push({ look, reason: 'a step throws' });
      else if (runs.length === 0)
        skipped.push({ look, reason: 'by its arithmetic, even a few steps would take too long' });
      findings.push(...applyRules('training', TRAINING_RULES, training));
    }
  }
  return { findings, skipped, start, training };
}

/** The reason why a look is not taken, a clause; null where it is. */
function reasonToSkip(look: Look, until: Look, plan: Plan, start: Start | null): string | null {
  if (LOOKS.indexOf(look) > LOOKS.indexOf(until)) return `until is '${until}'`;
  if (plan.checked === null) return `${REFUSES}: ${plan.refusal ?? ''}`;
  if (look === 'training' && trainableVariables(plan.model).length === 0)
    return 'every layer is frozen: no step changes a weight';
  return start?.failure ? `the first pass fails: ${start.failure}` : null;
}
