// A training as it runs: the loss as a line that grows in the notebook, a bar on a terminal, silence in a log.
import { formatNumber } from '../format';
import type { TrainProgress } from '../training';
import { silentBar, terminalBar, type Bar } from './bars';
import { inNotebook, liveDisplay } from './display';
import { escapeHtml } from './html';
import { EVERY } from './progress';

const [WIDTH, HEIGHT] = [480, 120];

/**
 * The losses so far as an inline picture, on a log axis. It is redrawn many times a second: an SVG of one line is small, and
 * front ends draw it at once.
 */
function picture(losses: readonly number[], steps: number): string {
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

function livePicture(steps: number): Bar & { see(loss: number): void } {
  const live = liveDisplay();
  const losses: number[] = [];
  return {
    see(loss) {
      losses.push(loss);
    },
    set(_done, words) {
      live.set({
        'text/html': `<div>${escapeHtml(words)}</div>${picture(losses, steps)}`,
        'text/plain': words,
      });
    },
    close() {
      live.set({ 'text/html': '', 'text/plain': '' }); // the charts of its history say it better
    },
  };
}

/**
 * A callback for `train` that shows how far it is: in a notebook the loss as it falls, on a terminal a bar. It goes away at
 * the last step.
 *
 * @example const { history } = await train(model, data, { epochs: 10, onProgress: trainingProgress() });
 */
export function trainingProgress(): (progress: TrainProgress) => void {
  let bar: (Bar & { see?(loss: number): void }) | null = null;
  let drawn = -Infinity;
  return ({ step, steps, loss }) => {
    if (steps === null) return; // a dataset that does not say its size, in its first epoch
    bar ??= inNotebook() ? livePicture(steps) : process.stderr.isTTY ? terminalBar(steps) : silentBar;
    bar.see?.(loss);
    if (step === steps) {
      bar.close();
      bar = null;
    } else if (performance.now() - drawn >= EVERY) {
      bar.set(step, `step ${step} of ${steps}, loss ${formatNumber(loss)}`);
      drawn = performance.now();
    }
  };
}
