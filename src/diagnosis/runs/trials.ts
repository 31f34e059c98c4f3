// Trials that say more about a first run: the same training at other rates, in larger batches, and with Adam.
import { checkOptimizer, fixedBatchSize } from '../../training';
import type { Plan } from '../plan/plan';
import type { Baseline } from './baseline';
import { runLengths } from './cost';
import type { HeldOutData } from './held-out';
import {
  diverges,
  endsLower,
  HALFWAY,
  halves,
  isHalfway,
  KNOWS_NOTHING,
  LEARNED,
  moves,
  plannedEnd,
  scoreOf,
} from './outcome';
import { RunTrainer, type Run, type RunTrainerOptions } from './run-trainer';
import type { Runs } from './runs';

/** The factors on the learning rate of the trials, in the order in which they are tried. */
const SLOWER = [0.1, 0.01, 0.001] as const;
const FASTER = [10, 100, 1000] as const;
/** The factors that are tried where a training learns, and gets less than half of the way. */
const NEXT = [SLOWER[0], FASTER[0]] as const;
/** The batch size up to which a run in larger batches tells what the noise of single rows costs. */
export const SMALL_BATCH = 1;
/** The size of those larger batches. */
const LARGER_BATCH = 32;

/** Whether a run has learnt, against the loss of an output that ignores x. */
export function outcomeOf(run: Run, baseline: Baseline | null): 'learned' | 'not' | 'unclear' {
  const score = scoreOf(run.after, baseline);
  return score >= LEARNED ? 'learned' : score <= KNOWS_NOTHING ? 'not' : 'unclear';
}

/** The settings of a search over rates. */
export interface RateSearch {
  readonly baseline: Baseline;
  /** The first run at its planned end; null where that is not known. */
  readonly end: ReturnType<typeof plannedEnd>;
  /** Trains at a factor on the caller's rate. */
  readonly runAt: (factor: number) => Promise<Run>;
}

/** Runs at other rates that say more about a first run: slower and faster, until one learns or gets worse. */
export async function tryRates(first: Run, { baseline, end, runAt }: RateSearch): Promise<Run[]> {
  // A training that gets less than half of the way is slow, or rough, if the next rate gets much further.
  for (const factor of end && isHalfway(end, baseline) ? NEXT : []) {
    const run = await runAt(factor);
    if (halves(run.after, end!, baseline)) return [run];
  }
  const hasLearned = (run: Run): boolean => outcomeOf(run, baseline) === 'learned';
  if (hasLearned(first) || !moves(first)) return [];
  const trials: Run[] = [];
  for (const factor of SLOWER) {
    const run = await runAt(factor);
    trials.push(run);
    // A smaller rate helps where the loss rises or jumps about: a still smaller one only where this one does. Of two
    // that diverge, chance decides which ends lower.
    if (hasLearned(run) || (!diverges(run, baseline) && !endsLower(run, first))) break;
  }
  for (const factor of first.stopped ? [] : FASTER) {
    const run = await runAt(factor);
    trials.push(run);
    if (hasLearned(run) || diverges(run, baseline)) break;
  }
  return trials;
}

/** A run in larger batches than a caller's very small ones; null where these are none, or larger ones cost too much. */
export async function tryLargerBatch(
  plan: Plan,
  options: RunTrainerOptions,
  split: HeldOutData | null,
): Promise<Runs['largerBatch']> {
  const larger = { ...plan, batchSize: LARGER_BATCH };
  const isSmall = plan.batchSize <= SMALL_BATCH && plan.rows >= 2 * LARGER_BATCH;
  if (!isSmall || fixedBatchSize(plan.model) !== null) return null;
  // Fewer steps, where those of larger batches cost more: if they get further all the same, so much the better.
  const { steps, areFew, compiled } = runLengths(larger);
  if (areFew) return null;
  const trainer = new RunTrainer(larger, { ...options, compiled, steps });
  try {
    const run = await trainer.run({ seed: 0, factor: 1, steps, later: () => 0, observed: false, split });
    return { batchSize: LARGER_BATCH, run };
  } finally {
    trainer.dispose();
  }
}

/** Adam's epsilon from which on it divides by the epsilon, and hardly by the gradients: it then is another optimiser. */
const LARGE_EPSILON = 1e-3;
/** The rates of Adam to try: its default, and before that ten times as much, since runs are short. */
const ADAM_RATES = [1e-2, 1e-3] as const;

/**
 * A run with Adam, where another optimiser gets less than half of the way by the planned end, and no other rate much further; null where
 * Adam gets no further either.
 */
export async function tryAdam(
  plan: Plan,
  options: RunTrainerOptions,
  split: HeldOutData | null,
  { runs, trials, baseline, steps }: Pick<Runs, 'runs' | 'trials' | 'baseline' | 'steps'>,
): Promise<Runs['adam']> {
  const first = runs[0];
  const end = first ? plannedEnd(plan, first, steps) : null;
  const { name, epsilon } = plan.optimizer;
  const isAdaptive = /^(ada[mg]|nadam|rms)/i.test(name) && !((epsilon ?? 0) >= LARGE_EPSILON);
  if (isAdaptive || end === null || !(scoreOf(end, baseline) < HALFWAY) || !moves(first!)) return null;
  if (trials.some((run) => halves(run.after, end, baseline))) return null;
  for (const learningRate of ADAM_RATES) {
    const optimizer = checkOptimizer('diagnose', 'optimizer', { name: 'adam', learningRate });
    const trainer = new RunTrainer(plan, { ...options, optimizer });
    try {
      const run = await trainer.run({ seed: 0, factor: 1, steps, later: () => 0, observed: false, split });
      if (halves(run.after, end, baseline)) return { learningRate, run };
    } finally {
      trainer.dispose();
    }
  }
  return null;
}
