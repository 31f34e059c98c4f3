// The cost of trying changes: how many, and for how many steps, without a clock.
import type { Plan } from '../plan/plan';
import { stepCost } from '../runs/cost';

/** The seeds of a change that is kept, as in `whatIf`: 1 for the weights as they are, the others for draws that runs did not have. */
const SEEDS = [1, 102, 103, 104, 105] as const;
/** The number of seeds without help after which a change is given up. */
export const MISSES = 2;

const [LEAST_STEPS, MOST_STEPS, MOST_CHANGES] = [20, 200, 12];
/** Seconds by the rates of `stepCost`: of the first change, of all of them, and of the least that is tried at all. */
const BUDGET = { first: 0.9, all: 4, least: 2.5 };

/** The trials of changes. */
export interface ChangeLengths {
  /** The number of changes to try; 0 where even one costs too much. */
  readonly changes: number;
  /** The steps of each training. */
  readonly steps: number;
  readonly seeds: readonly number[];
}

/** The number of changes to try, and the steps and seeds of each. */
export function changeLengths(plan: Pick<Plan, 'model' | 'batchSize'>): ChangeLengths {
  const { eager, graph, trace } = stepCost(plan);
  const costOf = (steps: number, seeds: number): number =>
    Math.min(seeds * steps * eager, trace + seeds * steps * graph);
  const affordable = Math.floor(BUDGET.first / (SEEDS.length * Math.min(eager, graph)));
  const steps = Math.min(MOST_STEPS, Math.max(LEAST_STEPS, affordable));
  const seeds = costOf(steps, SEEDS.length) <= BUDGET.least ? SEEDS : SEEDS.slice(0, MISSES);
  const first = costOf(steps, seeds.length);
  if (first > BUDGET.least) return { changes: 0, steps, seeds };
  const more = Math.floor((BUDGET.all - first) / costOf(steps, MISSES));
  return { changes: Math.min(MOST_CHANGES, 1 + Math.max(0, more)), steps, seeds };
}
