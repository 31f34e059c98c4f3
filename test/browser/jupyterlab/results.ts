// Outputs in JupyterLab: results, charts that change, cells that did not run, input requests.
import { beforeAll, expect, it } from 'vitest';
import type { Lab } from '../lab.js';
import { picture } from '../support.js';

const cells = {
  imports:
    'import { charts, show } from "vanishing-gradients"; import { table } from "arquero"; import * as tf from "@tensorflow/tfjs-node"; import { display, newDisplay } from "tslab";',
  table: 'table({ layer: ["dense_1", "dense_2"], norm: [0.00426, 0.118] })',
  chart:
    '({ data: [{ type: "scatter", x: [1, 2, 3], y: Float32Array.of(1, 3, 2) }], layout: { title: { text: "Typed array" }, height: 240 } })',
  tensor: 'tf.tensor2d([[1, 2], [3, 4]])',
  protocol:
    '({ [Symbol.for("Jupyter.display")]() { return { "text/html": "<b>in HTML</b>", "text/plain": "in words" }; } })',
  quiet: 'table({ a: [1] });',
  svg: `display.svg('<svg width="100" height="60"><circle cx="50" cy="30" r="25" fill="tomato"/></svg>')`,
  live: 'const live = newDisplay(); for (let i = 1; i <= 4; i++) { live.raw("application/vnd.plotly.v1+json", { data: [{ y: [i, i * 2] }], layout: { height: 240, title: { text: "frame " + i } } } as any); await new Promise((done) => setTimeout(done, 300)); }',
  child:
    'console.log("before"); require("child_process").execSync("echo from a child; echo its error >&2", { stdio: "inherit" }); console.log("after")',
  question:
    'const rl = require("readline/promises").createInterface({ input: process.stdin, output: process.stdout }); const reader = await rl.question("Your name? "); rl.close(); `Hello, ${reader}`',
  late: 'setTimeout(() => console.log("printed later"), 1500); 0',
  fails: 'throw new Error("stop here")',
  aborted: '1 + 1',
};

export function results(lab: () => Lab): void {
  const see = (name: string) => lab().see(name);
  const promptOf = async (name: string) => (await see(name)).locator('.jp-InputPrompt').first().textContent();

  beforeAll(async () => {
    const { page } = lab();
    await lab().openCells('results', cells);
    await lab().menu('Run', 'Run All Cells');
    const box = page.locator('.jp-Stdin-input');
    await box.waitFor({ timeout: 120_000 });
    await picture(page, 'results-question');
    await box.fill('Ada');
    await box.press('Enter');
    const shown = (name: string, words: string) =>
      lab()
        .cell(name)
        .locator('.jp-OutputArea-output', { hasText: words })
        .first()
        .waitFor({ timeout: 60_000 });
    await shown('fails', 'stop here');
    await shown('late', 'printed later');
  }, 300_000);

  it('tables, charts, tensors, and what shows itself', async () => {
    expect(await (await see('table')).locator('td').allTextContents()).toEqual([
      'dense_1',
      '0.00426',
      'dense_2',
      '0.118',
    ]);
    await (await see('chart')).locator('.js-plotly-plot .main-svg').first().waitFor();
    expect(await (await see('tensor')).locator('.jp-OutputArea-executeResult').textContent()).toMatch(
      /float32[^]*\[2,2\]/,
    );
    expect(await (await see('protocol')).locator('.jp-OutputArea-executeResult b').textContent()).toBe(
      'in HTML',
    );
    expect(await (await see('quiet')).locator('.jp-OutputArea-output').count()).toBe(0);
  });

  it('an SVG without its namespace', async () => {
    const image = (await see('svg')).locator('.jp-OutputArea-output img');
    await image.waitFor();
    expect(await image.evaluate((element) => (element as HTMLImageElement).naturalWidth)).toBe(100);
  });

  it('the last state of a chart that has changed', async () => {
    const cell = await see('live');
    await cell.locator('.js-plotly-plot .gtitle').waitFor();
    expect(await cell.locator('.js-plotly-plot').count()).toBe(1);
    expect(await cell.locator('.gtitle').textContent()).toBe('frame 4');
  });

  it('what a child writes, and what a timer prints later, each in its cell', async () => {
    const text = async (name: string) => (await see(name)).locator('.jp-OutputArea-output').allTextContents();
    expect((await text('child')).join('')).toMatch(/^before\s+from a child\s+[^]*after/);
    expect((await text('late')).join('')).toContain('printed later');
  });

  it('the answer to a question', async () => {
    expect(await (await see('question')).locator('.jp-OutputArea-executeResult').textContent()).toContain(
      'Hello, Ada',
    );
  });

  it('no number beside a cell that was aborted', async () => {
    expect(await promptOf('fails')).toMatch(/^\[\d+\]:$/);
    expect(await promptOf('aborted')).toBe('[ ]:');
  });

  it.each(['Light', 'Dark'] as const)('all that on the %s theme, too', async (theme) => {
    const { page } = lab();
    await lab().theme(theme);
    for (const name of ['table', 'svg', 'live', 'late', 'aborted'] as const) {
      await see(name);
      await page.waitForTimeout(600);
      await picture(page, `results-${name}-${theme.toLowerCase()}`);
    }
  });
}
