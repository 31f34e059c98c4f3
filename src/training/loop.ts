// The loop of a training: one step per batch, with observations, evaluations and reports of progress.
import { nextTurn } from '../platform';
import { TableObserver, type LayerRow } from '../hooks';
import { withFirstColumn, type Table } from '../table';
import { withBatch, type Batches } from './batches';
import { evaluate } from './evaluate';
import type { Source } from './examples';
import { findFirstNonFinite, type Stopped } from './first-non-finite';
import { checkAlive } from './in-training';
import type { TrainingLength, TrainOptions } from './options';
import type { HistoryRow } from './rows';
import type { Schedule } from './schedules';
import type { Trainer } from './trainer';

/** The events of a training by step. */
export interface StepPlan {
  readonly length: TrainingLength;
  readonly schedule: Schedule;
  readonly isObserved: (step: number) => boolean;
  /** The number of steps between evaluations; null for the end of each epoch. */
  readonly evaluateEvery: number | null;
  readonly test: Source | null;
  readonly onProgress: TrainOptions['onProgress'] | undefined;
  /** The number of steps that were taken before, for a training that goes on. Default 0. */
  readonly taken?: number;
  /** Runs a step: for what has to hold during it. Default: runs it. */
  readonly within?: <T>(step: () => T) => T;
}

/** The records of the loop. */
export interface StepRecords {
  readonly history: readonly HistoryRow[];
  /** The `layers` of each observed step. */
  readonly layers: readonly Table<LayerRow>[];
  readonly stopped: Stopped | null;
}

/** The time between two turns of the event loop: an interrupt is handled at once, and training is not slowed. */
const YIELD_EVERY_MS = 30;

const plainly = <T>(step: () => T): T => step();

/** Runs the steps of a training to its end, or to a loss or gradient that is not finite. */
export async function runSteps(
  where: string,
  trainer: Trainer,
  batches: Batches,
  plan: StepPlan,
): Promise<StepRecords> {
  const { length, schedule, isObserved, evaluateEvery, test, onProgress, taken = 0 } = plan;
  const within = plan.within ?? plainly;
  const history: HistoryRow[] = [];
  const layers: Table<LayerRow>[] = [];
  let stopped: Stopped | null = null;
  let lastTurn = performance.now();
  let { steps } = length;
  for (let step = taken + 1, isOver = false; !isOver && stopped === null; step++) {
    const factor = schedule(step - 1);
    const next = batches.next();
    const batch = next instanceof Promise ? await next : next;
    const recording = isObserved(step) ? new TableObserver() : null;
    const { updated, ...result } = withBatch(batch, ({ x, y }) =>
      within(() => {
        checkAlive(where, trainer.model);
        const result = trainer.step(x, y, factor, recording);
        if (!result.updated) stopped = findFirstNonFinite(trainer.context, batch, step);
        return result;
      }),
    );
    if (recording) layers.push(withStep(recording.layers(), step));
    if (batch.isLast && length.epochs < Infinity) steps ??= step * length.epochs;
    isOver = steps !== null && step >= steps;
    const isDue = isOver || (evaluateEvery === null ? batch.isLast : step % evaluateEvery === 0);
    const evaluation = test && isDue && updated ? await evaluate(where, trainer.context, test) : null;
    history.push({
      step,
      epoch: batch.epoch,
      learningRate: trainer.learningRate(factor),
      ...result,
      testLoss: evaluation?.loss ?? null,
      testAccuracy: evaluation?.accuracy ?? null,
    });
    const reported = onProgress?.({ step, steps, loss: result.loss });
    if (reported instanceof Promise) await reported;
    if (performance.now() - lastTurn > YIELD_EVERY_MS) {
      await nextTurn();
      lastTurn = performance.now();
    }
  }
  return { history, layers, stopped };
}

/** The plan of a training of some steps at one rate, with nothing observed or evaluated on the way. */
export const plainSteps = (steps: number, factor: number): StepPlan => ({
  length: { steps, epochs: Infinity },
  schedule: () => factor,
  isObserved: () => false,
  evaluateEvery: null,
  test: null,
  onProgress: undefined,
});

/** The `layers` of one step, with the step in front. */
export const withStep = (layers: Table<LayerRow>, step: number): Table<LayerRow> =>
  withFirstColumn(layers, 'step', step);
