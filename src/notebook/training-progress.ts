// Progress of a training: the loss as a growing line in the notebook, a bar on a terminal, nothing in a log.
import { formatNumber } from '../format';
import type { TrainProgress } from '../training';
import { terminal } from '../platform';
import { silentBar, terminalBar, type ProgressBar } from './progress-bar';
import { isInNotebook, updatableDisplay } from './display';
import { escapeHtml } from '../html';
import { REDRAW_MS } from './progress';

const [WIDTH, HEIGHT] = [480, 120];

/**
 * Draws the losses so far on a log axis as inline SVG, which is small enough to be sent many times a second, and which front ends
 * draw at once.
 */
function lossSvg(losses: readonly number[], steps: number): string {
  const logs = losses.map(Math.log).filter(Number.isFinite);
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  const y = (loss: number): number =>
    high === low ? HEIGHT / 2 : (HEIGHT * (high - Math.log(loss))) / (high - low);
  const stride = Math.ceil(losses.length / WIDTH);
  const points = losses.flatMap((loss, i) =>
    (i % stride === 0 || i === losses.length - 1) && Number.isFinite(Math.log(loss))
      ? [`${((WIDTH * i) / Math.max(1, steps - 1)).toFixed(1)},${y(loss).toFixed(1)}`]
      : [],
  );
  return (
    `<svg viewBox="-4 -4 ${WIDTH + 8} ${HEIGHT + 8}" width="${WIDTH}" role="img" aria-label="The loss so far">` +
    `<path d="M0 ${HEIGHT}H${WIDTH}" stroke="rgba(128,134,144,.4)"/>` +
    `<polyline points="${points.join(' ')}" fill="none" stroke="#2b83ba" stroke-width="2"/></svg>`
  );
}

function lossDisplay(steps: number): ProgressBar & { addLoss(loss: number): void } {
  const live = updatableDisplay();
  const losses: number[] = [];
  return {
    addLoss(loss) {
      losses.push(loss);
    },
    set(_done, text) {
      live.set({
        'text/html': `<div>${escapeHtml(text)}</div>${lossSvg(losses, steps)}`,
        'text/plain': text,
      });
    },
    close() {
      live.set({ 'text/html': '', 'text/plain': '' }); // the history has charts of its own
    },
  };
}

/**
 * Makes a callback for `train` that shows its progress until the last step: in a notebook the loss as it falls, on a terminal a
 * bar.
 *
 * @returns the callback, for the option `onProgress`; one for each training
 * @example
 * const model = mlp({ inputs: 64, hidden: [32], outputs: 10, activation: 'relu' });
 * await train(model, datasets.digits().train, { epochs: 1, onProgress: trainingProgress() });
 */
export function trainingProgress(): (progress: TrainProgress) => void {
  let bar: (ProgressBar & { addLoss?(loss: number): void }) | null = null;
  let drawn = -Infinity;
  return ({ step, steps, loss }) => {
    if (steps === null) return; // the first epoch of a dataset of unknown size
    bar ??= isInNotebook() ? lossDisplay(steps) : terminal.isInteractive() ? terminalBar(steps) : silentBar;
    bar.addLoss?.(loss);
    if (step === steps) {
      bar.close();
      bar = null;
    } else if (performance.now() - drawn >= REDRAW_MS) {
      bar.set(step, `step ${step} of ${steps}, loss ${formatNumber(loss)}`);
      drawn = performance.now();
    }
  };
}
