// Progress of a sweep in a notebook or on a terminal, and a chart that fills in while it runs.
import { formatNumber } from '../format';
import { progressBar } from '../notebook';
import type { SweepProgress } from './options';
import type { RunPlan } from './run';

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

/** A plan whose run shows its progress, and what ends the showing. */
export function showing(plan: RunPlan): { readonly plan: RunPlan; close(): void } {
  const bar = progressBar(plan.points.length);
  const { onProgress } = plan.options;
  const options = {
    ...plan.options,
    onProgress: (progress: SweepProgress) => {
      bar.set(progress.done, progressText(progress));
      onProgress?.(progress);
    },
  };
  return {
    plan: { ...plan, options },
    close: () => {
      bar.close();
    },
  };
}
