import { table } from 'arquero';
import { describe, expect, test } from 'vitest';
import type { Figure } from '../../src/charts';
import { tf } from '../../src/backend';
import { show } from '../../src/notebook';
import { printedBy, sentBy } from './kernel';

const figure: Figure = {
  data: [{ type: 'scatter', x: [1, 2], y: [3, 4], name: '</script><b>' }],
  layout: { meta: { description: 'A line that rises from 3 to "4".' }, height: 300 },
};

const norms = table({
  layer: ['dense_1', '<i>'],
  norm: [0.0042612, 123456.7],
  seed: [1, 2],
  saturated: [null, 0.5],
});

describe('a figure', () => {
  test('leaves the kernel as one bundle: for Plotly, drawing itself, and in words', async () => {
    const [{ data }, ...others] = await sentBy(() => show(figure));
    expect(others).toEqual([]);
    expect(Object.keys(data)).toEqual(['application/vnd.plotly.v1+json', 'text/html', 'text/plain']);
    expect(data['application/vnd.plotly.v1+json']).toMatchObject({
      data: figure.data,
      layout: figure.layout,
    });
    expect(data['text/plain']).toBe('A line that rises from 3 to "4".');
  });

  test('has HTML that no text in it can break out of', async () => {
    const [{ data }] = await sentBy(() => show(figure));
    const html = data['text/html'] as string;
    expect(html.match(/<\/script>/g)).toHaveLength(1);
    expect(html).toContain('aria-label="A line that rises from 3 to &#34;4&#34;."');
  });

  test('is said in words in a plain Node program', async () => {
    expect(await printedBy(() => show(figure))).toBe('A line that rises from 3 to "4".\n');
  });
});

describe('a figure that was made elsewhere', () => {
  const elsewhere = {
    data: [
      { y: Float32Array.of(1, 3, 2), name: 'loss' },
      { type: 'heatmap', z: [Float64Array.of(1, 2), [3, 4]], customdata: BigInt64Array.of(5n) },
    ],
    layout: {
      title: { text: '<b>It</b> falls.' },
      xaxis: { title: { text: 'step' } },
      yaxis2: { title: 'size' },
    },
  };
  const words = 'It falls. Traces: 1 scatter, 1 heatmap (loss). Axes: x is step, y2 is size.';

  test('gets words and HTML, and its typed arrays are lists', async () => {
    const [{ data }] = await sentBy(() => show(elsewhere));
    expect(data['text/plain']).toBe(words);
    expect(data['text/html']).toContain(`aria-label="${words}"`);
    expect(data['text/html']).toContain('"y":[1,3,2]');
    expect(JSON.parse(JSON.stringify(data['application/vnd.plotly.v1+json']))).toMatchObject({
      data: [
        { y: [1, 3, 2] },
        {
          z: [
            [1, 2],
            [3, 4],
          ],
          customdata: [5],
        },
      ],
      layout: elsewhere.layout,
    });
  });

  test('may be without a layout, a title or a type', async () => {
    const [{ data }] = await sentBy(() => show({ data: [{ x: [1], y: [2] }] }));
    expect(data['text/plain']).toBe('A chart without a title. Traces: 1 scatter.');
    expect(data['application/vnd.plotly.v1+json']).toMatchObject({ layout: {} });
  });

  test('is left as it is', async () => {
    await sentBy(() => show(elsewhere));
    expect(elsewhere.data[0].y).toBeInstanceOf(Float32Array);
  });

  test.each([
    [{ data: [1, 2] }],
    [{ data: [{ id: 1 }] }],
    [{ data: [{ x: [1] }], layout: 5 }],
    [{ data: Float32Array.of(1), layout: {} }],
  ])('is no list of other things: %o', (value) => {
    expect(() => show(value as never)).toThrow('show: value must be a figure');
  });
});

describe('a table', () => {
  test('is HTML with its text escaped, numbers to three digits at the right, and a caption', async () => {
    const [{ data }] = await sentBy(() => show(norms, { caption: 'By <layer>' }));
    const html = data['text/html'] as string;
    expect(html).toContain('<caption>By &#60;layer&#62;</caption>');
    expect(html).toContain('<td style="text-align:left">&#60;i&#62;</td>');
    expect(html).toContain('<td style="text-align:right">0.00426</td>');
    expect(html).toContain('<td style="text-align:right">123,000</td>');
    expect(html).toContain('<td style="text-align:right">–</td>');
  });

  test('is aligned text in a plain Node program', async () => {
    expect(await printedBy(() => show(norms))).toBe(
      [
        'layer       norm  seed  saturated',
        'dense_1  0.00426     1          –',
        '<i>      123,000     2        0.5',
        '',
      ].join('\n'),
    );
  });

  test('shows values that JSON does not have', async () => {
    const odd = table({ value: [10n, [1n, 2], { of: 3n }, Symbol('s')] });
    const printed = await printedBy(() => show(odd));
    expect(printed.split('\n').map((line) => line.trim())).toEqual([
      'value',
      '10n',
      '["1",2]',
      '{"of":"3"}',
      'Symbol(s)',
      '',
    ]);
  });

  test('says how many rows it leaves out', async () => {
    const long = table({ x: Array.from({ length: 60 }, (_, i) => i) });
    expect(await printedBy(() => show(long))).toContain('… and 10 more rows');
    expect(await printedBy(() => show(long, { limit: 60 }))).not.toContain('more rows');
  });

  test('says that a filter has left no rows', async () => {
    const none = table({ x: [1, 2] }).filter((row: { x: number }) => row.x > 5);
    expect(await printedBy(() => show(none))).toBe('x\nno rows\n');
    expect((await sentBy(() => show(none)))[0].data['text/html']).toContain('<p>no rows</p>');
  });
});

describe('a tensor', () => {
  test('shows data type, shape and values', async () => {
    const [{ data }] = await sentBy(() =>
      show(
        tf.tensor2d([
          [1, 2],
          [3, 4],
        ]),
      ),
    );
    expect(data['text/plain']).toBe(
      'Tensor\n  dtype: float32\n  rank: 2\n  shape: [2,2]\n  values:\n    [[1, 2],\n     [3, 4]]',
    );
  });

  test('that was disposed says so', async () => {
    const tensor = tf.zeros([2, 3]);
    tensor.dispose();
    expect(await printedBy(() => show(tensor))).toBe('Tensor, disposed\n  dtype: float32\n  shape: [2,3]\n');
  });
});

test.each([
  [7, undefined, 'show: value must be a figure of charts, an Arquero table, a tensor or a diagnosis; got 7'],
  [
    { data: [] },
    undefined,
    'show: value must be a figure of charts, an Arquero table, a tensor or a diagnosis',
  ],
  [norms, { digit: 2 }, "it has no 'digit'; did you mean 'digits'?"],
  [norms, { digits: 0 }, 'show: digits must be a whole number of at least 1; got 0'],
  [norms, { caption: 5 }, 'show: caption must be a string; got 5'],
])('bad input gets a named error: %o', (value, options, message) => {
  expect(() => show(value as never, options as never)).toThrow(message);
});
