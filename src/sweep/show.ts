// Progress of a sweep in a notebook or on a terminal, and a chart that fills in while it runs.
import { formatNumber } from '../format';
// From their own files: the whole of notebook loads TensorFlow, which this process does without.
import { isInNotebook } from '../notebook/display';
import { interruptSignal } from '../notebook/interrupt';
import { liveFigure } from '../notebook/live-figure';
import { barFor as progressBar } from '../notebook/progress';
import type { Table } from '../table';
import type { SweepProgress } from './options';
import type { Outcomes, RunPlan } from './run';
import { tableOfOutcomes } from './table';

/** The least time between two drawings, in milliseconds, and as a multiple of the time that one takes. */
const [DRAW_EVERY_MS, DRAW_SHARE] = [1000, 20];

/** The progress in words: `12 of 400 points, 3.1 a second, 2 min left, 1 failed`. */
export function progressText({ done, points, failed, rate, secondsLeft }: SweepProgress): string {
  return [
    `${done} of ${points} points`,
    ...(rate === null ? [] : [`${formatNumber(rate)} a second`]),
    ...(secondsLeft === null ? [] : [`${durationText(secondsLeft)} left`]),
    ...(failed === 0 ? [] : [`${failed} failed`]),
  ].join(', ');
}

function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = seconds / 60;
  return minutes < 90 ? `${Math.ceil(minutes)} min` : `${formatNumber(minutes / 60, 2)} h`;
}

/** A sweep that is shown. */
export interface Shown {
  /** The plan whose run shows its progress, and ends with its cell. */
  readonly plan: RunPlan;
  /** Shows the chart of the table. */
  drawLast(this: void, rows: Table): void;
  /** Takes the bar away. */
  close(): void;
}

/** Shows the run of a plan. */
export function showing(plan: RunPlan): Shown {
  const bar = progressBar(plan.points.length);
  const chart = chartOf(plan);
  const { onProgress, signal } = plan.options;
  const signals = [signal, interruptSignal()].filter((one) => one instanceof AbortSignal);
  const options = {
    ...plan.options,
    ...(signals.length === 0 ? {} : { signal: AbortSignal.any(signals) }),
    onProgress: (progress: SweepProgress) => {
      bar.set(progress.done, progressText(progress));
      onProgress?.(progress);
    },
  };
  return {
    plan: { ...plan, options, onOutcomes: chart.draw },
    drawLast: chart.drawLast,
    close: () => {
      bar.close();
    },
  };
}

/** The chart of the rows so far; none outside of notebooks, or where the plan has none. */
interface RowsChart {
  draw(this: void, outcomes: Outcomes): void;
  drawLast(this: void, rows: Table): void;
}

function chartOf({ points, hash, note, options: { chart, shard } }: RunPlan): RowsChart {
  if (chart === undefined || !isInNotebook()) return { draw: () => undefined, drawLast: () => undefined };
  const live = liveFigure();
  let next = -Infinity;
  return {
    draw(outcomes) {
      const began = performance.now();
      if (began < next) return;
      const rows = tableOfOutcomes(points, shard, hash, outcomes);
      try {
        if (rows.numRows() > 0) live.set(chart(rows));
      } catch {
        // The first rows may be too few for the chart.
      }
      next = performance.now() + Math.max(DRAW_EVERY_MS, DRAW_SHARE * (performance.now() - began));
    },
    drawLast(rows) {
      try {
        live.set(chart(rows));
      } catch (error) {
        note(`the chart can't be drawn: ${(error as Error).message}`); // the table is worth more
      }
      live.close();
    },
  };
}
