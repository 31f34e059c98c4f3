// The package in a page: installed from its tarball, bundled, and run in Chromium.
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { bundleFor, LibraryPage } from '../browser/library-page';
import { describeInChromium } from '../browser/support';
import { emptyFolder, example, node, npm, printed, removeFolders, tools, writeFiles } from './consumer';
import { join } from 'node:path';

describeInChromium('the package in a page', () => {
  let folder: string;
  beforeAll(() => {
    folder = emptyFolder({ 'package.json': '{ "private": true, "type": "module" }' });
    npm(folder, 'install', '--ignore-scripts', inject('tarball'));
  });
  afterAll(removeFolders);

  it("prints what README's example prints, once the digits are fetched", async () => {
    const [imports, ...rest] = example.split('\n');
    const script = await bundleFor(
      folder,
      `${imports}\n(async () => {\n await datasets.loadDigits('/data/digits.csv');\n${rest.join('\n')}\n})();\nglobalThis.vg = true;`,
    );
    const page = await LibraryPage.open(script);
    await expect.poll(() => page.lines.length, { timeout: 30_000 }).toBe(2);
    expect(page.complaints).toEqual([]);
    expect(page.lines.join('\n').trim()).toBe(printed.trim());
    await page.close();
  });

  it('is at most 400 KB without TensorFlow.js, and less where a page takes a part', async () => {
    const sizeOf = async (program: string): Promise<number> =>
      (await bundleFor(folder, program, ['@tensorflow/tfjs'])).length;
    const all = await sizeOf("export * from 'vanishing-gradients';");
    expect(all).toBeLessThan(400_000);
    const theory = await sizeOf("export * from 'vanishing-gradients/theory';");
    expect(theory).toBeLessThan(all);
  });

  it('has types without tfjs-node, under the condition browser', async () => {
    writeFiles(folder, {
      'page.ts': `
        import { datasets, observe, tf } from 'vanishing-gradients';
        import { gradientFlow } from 'vanishing-gradients/charts';
        await datasets.loadDigits(new URL('digits.csv', document.baseURI));
        const model: tf.LayersModel = tf.sequential();
        export const figure = gradientFlow(observe(model, tf.zeros([1]), tf.zeros([1])).layers);
        // @ts-expect-error tf.node is tfjs-node's
        tf.node;`,
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          module: 'esnext',
          moduleResolution: 'bundler',
          customConditions: ['browser'],
          target: 'es2022',
          types: [],
          paths: { '@tensorflow/tfjs': [join(import.meta.dirname, '../../node_modules/@tensorflow/tfjs')] },
          strict: true,
          noEmit: true,
        },
        files: ['page.ts'],
      }),
    });
    const { stdout } = await node(folder, [join(tools(), 'typescript/bin/tsc'), '-p', '.']);
    expect(
      stdout.split('\n').filter((line) => line.includes('error TS') && !line.includes('@tensorflow/')),
    ).toEqual([]);
  });
});
