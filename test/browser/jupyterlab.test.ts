// A real JupyterLab, started by the project's own command: one for all that is looked at in it.
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../notebooks/support.js';
import { liveFigure } from './jupyterlab/live-figure.js';
import { openingExample } from './jupyterlab/opening-example.js';
import { playing } from './jupyterlab/playing.js';
import { results } from './jupyterlab/results.js';
import { sliders } from './jupyterlab/sliders.js';
import { typing } from './jupyterlab/typing.js';
import { Lab } from './lab.js';
import { describeInChromium } from './support.js';

describeInChromium('JupyterLab', () => {
  const folder = temporaryFolder('lab');
  let opened: Lab | undefined; // none where the server did not start
  const lab = (): Lab => opened!;

  beforeAll(async () => {
    opened = await Lab.open(folder, 9480);
    await opened.idle();
  }, 180_000);

  afterAll(async () => {
    await opened?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  describe('as it opens', () => openingExample(lab));
  describe('shows', () => results(lab));
  describe('where the numbers make claims false', () => playing(lab));
  describe('where a chart has a slider', () => sliders(lab));
  describe('has the live figure, which', () => liveFigure(lab));
  describe('while one types', () => typing(lab));

  it('asks no other host for anything', () => {
    expect(lab().browser.forbidden).toEqual([]);
  });

  it('ends by Ctrl-C, and says nothing of an error', async () => {
    await lab().page.close();
    lab().server.child.kill('SIGINT');
    expect((await lab().server.ended).code).toBe(0);
    expect(lab().server.output).not.toMatch(/Traceback|Error/);
  });
});
