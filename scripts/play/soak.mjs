/// <reference lib="dom" />
// Drags the controls of the live page at random, and watches its tensors, its memory and its long tasks.
import { countTensors, measureStates, readNotes, openPlay } from './served.mjs';

/** The state at which tensors are counted, and long tasks limited. */
const REST = {
  depth: 20,
  width: 64,
  activation: 'tanh',
  initializer: 'xavierNormal',
  scale: 1,
  normalization: 'none',
  skip: false,
  batch: 64,
  seed: 1,
};

/** Moves a control at random, as a reader does. @param {number} random from 0 to 1 */
export const moveOne = (random) => {
  const inputs = /** @type {NodeListOf<HTMLInputElement | HTMLSelectElement>} */ (
    document.querySelectorAll('.vg-controls :is(input, select)')
  );
  const control = inputs[Math.floor(random * inputs.length)];
  const part = (random * 7919) % 1;
  if (control instanceof HTMLSelectElement) control.selectedIndex = Math.floor(part * control.options.length);
  else if (control.type === 'checkbox') control.checked = part > 0.5;
  else control.value = String(Math.floor(part * (Number(control.max) + 1)));
  control.dispatchEvent(new Event('input'));
};

/** @param {import('playwright-core').Page} page */
async function atRest(page) {
  await measureStates(page, [REST]);
  await page.waitForTimeout(3000); // the band
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return { tensors: await countTensors(page), megabytes: usedSize / 1e6 };
}

/**
 * @param {string} folder of the page
 * @param {number} minutes
 * @param {() => number} [random]
 */
export async function soak(folder, minutes, random = Math.random) {
  const opened = await openPlay(folder);
  const { page } = opened;
  const before = await atRest(page);
  const end = Date.now() + 60_000 * minutes;
  let moves = 0;
  while (Date.now() < end) {
    for (let i = 0; i < 20; i++, moves++) {
      await page.evaluate(moveOne, random());
      await page.waitForTimeout(16);
    }
  }
  const after = await atRest(page);
  const { longTasks: earlier } = await readNotes(page);
  const drag = Array.from({ length: 40 }, (_, i) => ({ ...REST, scale: 0.5 + i / 20 }));
  await measureStates(page, drag);
  const { longTasks } = await readNotes(page);
  const result = {
    moves,
    before,
    after,
    longest: Math.max(0, ...longTasks.slice(earlier.length)),
    complaints: opened.complaints,
  };
  await opened.close();
  console.log(JSON.stringify(result));
  return result;
}
