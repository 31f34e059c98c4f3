// The last expression of a cell: what it shows.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Kernel } from './support/kernel';

let kernel: Kernel;
beforeAll(async () => {
  kernel = await Kernel.start();
});
afterAll(() => kernel.shutdown());

const plotly = 'application/vnd.plotly.v1+json';
const bundleOf = async (code: string) => (await kernel.execute(code)).bundle;

describe('a value that says how it is shown', () => {
  const method = 'Symbol.for("Jupyter.display")';
  test.each([
    ['at once', `({ [${method}]() { return { "text/html": "<b>x</b>", "text/plain": "x" }; } })`],
    [
      'later',
      `({ async [${method}]() { await new Promise((done) => setTimeout(done, 100)); return { "text/html": "<b>x</b>", "text/plain": "x" }; } })`,
    ],
    [
      'by its class',
      `class Shown { [${method}]() { return { "text/html": "<b>x</b>", "text/plain": "x" }; } } new Shown()`,
    ],
    [
      'as a function',
      `Object.assign(() => 1, { [${method}]: () => ({ "text/html": "<b>x</b>", "text/plain": "x" }) })`,
    ],
    [
      'by itself',
      `({ word: "x", [${method}]() { return { "text/html": "<b>" + this.word + "</b>", "text/plain": this.word }; } })`,
    ],
  ])('is shown so: %s', async (_what, code) => {
    expect(await bundleOf(code)).toEqual({ 'text/html': '<b>x</b>', 'text/plain': 'x' });
  });

  test('gets words where it has none', async () => {
    expect(await bundleOf(`({ a: 1, [${method}]: () => ({ "text/markdown": "*a*" }) })`)).toMatchObject({
      'text/markdown': '*a*',
      'text/plain': expect.stringContaining('a: 1') as string,
    });
  });

  test('sends bytes as base64', async () => {
    expect(
      await bundleOf(`({ [${method}]: () => ({ "image/png": Uint8Array.of(1, 2, 3), "text/plain": "p" }) })`),
    ).toEqual({
      'image/png': 'AQID',
      'text/plain': 'p',
    });
  });

  test.each([
    ['throws', `({ [${method}]() { throw new RangeError("not now"); } })`, 'RangeError', /not now/],
    ['rejects', `({ async [${method}]() { throw new RangeError("not now"); } })`, 'RangeError', /not now/],
    [
      'gives no object',
      `({ [${method}]: () => 3 })`,
      'TypeError',
      /gave 3; it gives an object from MIME types to data/,
    ],
  ])('fails its cell where it %s', async (_what, code, ename, evalue) => {
    const { reply } = await kernel.execute(code);
    expect(reply).toMatchObject({ status: 'error', ename, evalue: expect.stringMatching(evalue) as string });
  });

  test('that never comes can be interrupted', async () => {
    const id = kernel.sendCode(`console.log("go"); ({ [${method}]: () => new Promise(() => {}) })`);
    await kernel.printed(id);
    await kernel.interrupt();
    expect((await kernel.executed(id)).reply.ename).toBe('Interrupted');
  });

  test('stands in the history as text', async () => {
    await kernel.execute(`({ [${method}]: () => ({ "text/html": "<b>h</b>", "text/plain": "in words" }) })`);
    const { history } = await kernel.request('history_request', {
      output: true,
      raw: true,
      hist_access_type: 'tail',
      n: 1,
    });
    expect((history as [number, number, [string, string]][])[0]![2][1]).toBe('in words');
  });
});

describe('without this project’s library', () => {
  test('an Arquero table is a table', async () => {
    const bundle = await bundleOf(
      'import { table } from "arquero"; table({ layer: ["a", "<i>"], norm: [0.0012346, 2] })',
    );
    expect(bundle!['text/html']).toContain('<td>&#60;i&#62;</td>');
    expect(bundle!['text/plain']).toBe('layer  norm\na      0.001235\n<i>    2');
  });

  test('a chart is a chart, with its typed arrays', async () => {
    const bundle = await bundleOf(
      '({ data: [{ type: "scatter", y: Float32Array.of(1, 3, 2) }], layout: { title: { text: "Loss" } } })',
    );
    expect(bundle).toEqual({
      [plotly]: { data: [{ type: 'scatter', y: [1, 3, 2] }], layout: { title: { text: 'Loss' } } },
      'text/plain': 'Plotly chart: Loss (one trace)',
    });
  });

  test('a tensor shows shape, data type and values', async () => {
    const { result } = await kernel.execute(
      'import * as tf from "@tensorflow/tfjs-node"; tf.tensor2d([[1, 2], [3, 4]])',
    );
    for (const words of ['float32', '[2,2]', '[1, 2]', '[3, 4]']) expect(result).toContain(words);
    expect((await kernel.execute('const gone = tf.scalar(1); gone.dispose(); gone')).result).toContain(
      'disposed',
    );
    expect((await kernel.execute('tf.zeros([1000, 1000])')).result!.length).toBeLessThan(2000);
    expect((await kernel.execute('tf.tensor1d(["a", "b"])')).result).toContain('string');
    expect((await kernel.execute('tf.variable(tf.scalar(7))')).result).toContain('7');
  });

  test.each([
    ['an object with data', '({ data: [1, 2], layout: {} })', '{ data: [ 1, 2 ], layout: {} }'],
    ['an empty object', '({})', '{}'],
    ['an object whose properties throw', 'new Proxy({}, { get() { throw new Error("no"); } })', '{}'],
    ['an object without prototype', 'Object.create(null)', '[Object: null prototype] {}'],
    [
      'a promise',
      'Promise.resolve(1).then(() => 2), (globalThis as any).p = Promise.resolve(5)',
      'Promise { 5 }',
    ],
  ])('%s is shown as Node shows it', async (_what, code, words) => {
    expect(await bundleOf(code)).toEqual({ 'text/plain': words });
  });
});

describe('with the library', () => {
  beforeAll(async () => {
    await kernel.execute(
      'import { show, charts, mlp, observe, datasets } from "vanishing-gradients"; import { display, newDisplay } from "tslab";',
    );
  });

  test.each([
    ['a table', 'table({ layer: ["a", "b"], norm: [0.0012346, 2] })'],
    ['a chart', '({ data: [{ y: [1, 2] }], layout: { meta: { description: "A line." }, height: 300 } })'],
    ['a tensor', 'tf.tensor1d([1, 2, 3])'],
  ])('%s looks as show shows it', async (_what, code) => {
    const { outputs } = await kernel.execute(`show(${code} as any)`);
    expect(await bundleOf(code)).toEqual(outputs[0]!.content.data);
  });
});

describe('a display', () => {
  beforeAll(async () => {
    await kernel.execute('import { display, newDisplay } from "tslab";');
  });
  const shown = async (code: string) =>
    (await kernel.execute(code)).outputs.map(({ content }) => content.data as Record<string, unknown>);

  test('of Plotly data with typed arrays, anywhere in it, holds arrays', async () => {
    const [data] = await shown(
      `display.raw("${plotly}", { data: [{ y: Float32Array.of(1, 3, 2), z: [Float64Array.of(1), [Int8Array.of(2)]], n: BigInt64Array.of(7n), x: [1, 2] }] } as any)`,
    );
    expect(data).toEqual({
      [plotly]: { data: [{ y: [1, 3, 2], z: [[1], [[2]]], n: [7], x: [1, 2] }], layout: {} },
    });
  });

  test('of an SVG without its namespace gets it, and one with it stays', async () => {
    const [data] = await shown(`display.svg('<svg width="100" viewBox="0 0 1 1"><circle r="1"/></svg>')`);
    expect(data!['image/svg+xml']).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" width="100" viewBox="0 0 1 1"><circle r="1"/></svg>',
    );
    const whole = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><text>a > b</text></svg>';
    expect((await shown(`display.svg(${JSON.stringify(whole)})`))[0]).toEqual({ 'image/svg+xml': whole });
  });

  test.each([
    ['GIF', 'display.gif(new Uint8Array([1, 2, 3]))', '[GIF, 3 bytes]'],
    ['PDF', 'display.pdf(new Uint8Array([1, 2, 3, 4]))', '[PDF, 4 bytes]'],
    ['JSON', 'display.raw("application/json", { a: [1, 2] } as any)', '{\n  "a": [\n    1,\n    2\n  ]\n}'],
  ])('of a %s has words for front ends that do not draw it', async (_what, code, words) => {
    expect((await shown(code))[0]!['text/plain']).toBe(words);
  });

  test('that is a chart and changes ends at its last state, through another form', async () => {
    const { outputs } = await kernel.execute(
      `const live = newDisplay(); for (let i = 1; i <= 3; i++) live.raw("${plotly}", { data: [{ y: [i] }], layout: { height: 200 } } as any)`,
    );
    expect(outputs.map(({ type }) => type)).toEqual([
      'display_data',
      ...Array<string>(4).fill('update_display_data'),
    ]);
    const forms = outputs.map(({ content }) => Object.keys(content.data as object)[0]);
    expect(forms).toEqual([plotly, 'text/html', plotly, 'text/html', plotly]);
    expect(outputs.at(-1)!.content.data).toEqual({
      [plotly]: { data: [{ y: [3] }], layout: { height: 200 } },
    });
  });

  test('of what holds itself fails the cell with words', async () => {
    const { reply } = await kernel.execute(
      `const ring: any = {}; ring.ring = ring; display.raw("${plotly}", ring)`,
    );
    expect(reply.evalue).toContain('circular structure');
  });
});
