#!/usr/bin/env node
// npm run bench:diagnosis:predictions: whatIf's predicted factors of the gradient per layer, and the effects of fixes on them, beside
// the measured ones.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArguments, wholeNumber } from '../../scripts/options.mjs';

const HELP = `npm run bench:diagnosis:predictions [-- OPTIONS]

Asks whatIf for networks of many activations, initialisations, depths and widths as they are, and with another initialisation, and
compares the predicted factor of the gradient per layer with the measured one, and the predicted effect of the fix with the measured one.

  --activations A,B  some activations only (default: all)
  --depths A,B       the numbers of hidden layers (default 5,20,50)
  --widths A,B       the widths (default 32,128)
  --seeds N          the seeds of each network (default 3)
  --output FOLDER    where predictions.json and predictions.md go (default build/diagnosis)
  --help             shows this`;

const { values: options } = parseArguments(process.argv.slice(2), {
  activations: { type: 'string' },
  depths: { type: 'string', default: '5,20,50' },
  widths: { type: 'string', default: '32,128' },
  seeds: { type: 'string' },
  output: {
    type: 'string',
    default: path.join(path.dirname(fileURLToPath(import.meta.url)), '../../build/diagnosis'),
  },
  help: { type: 'boolean', default: false },
});
if (options.help) {
  process.stdout.write(HELP + '\n');
  process.exit(0);
}
const { activations, datasets, tables, tf, whatIf } = createRequire(import.meta.url)('vanishing-gradients');
const seeds = wholeNumber('seeds', options.seeds, 3);
const numbers = (text) => text.split(',').map(Number);
const names = options.activations?.split(',') ?? Object.keys(activations);

/** The initialisations as given; the fix replaces each by the one that suits the activation. */
const INITIALIZERS = {
  pytorch: 'pytorch',
  xavierUniform: 'xavierUniform',
  'gain 0.5': { name: 'lecunNormal', gain: 0.5 },
  'gain 2': { name: 'lecunNormal', gain: 2 },
};
const WITHIN = 0.1;

const { train } = datasets.digits();
const x = train.x.slice([0, 0], [256, 64]);
const y = train.y.slice([0], [256]);
const rows = [];
for (const activation of names)
  for (const network of networksOf(activation)) {
    const { name, spec } = network;
    const found = await whatIf(
      spec,
      { x, y },
      { fixes: ['initializer'], seeds, steps: 10, batchSize: 256, optimizer: 'adam' },
    );
    const [base, ...fixes] = tables.rows(found);
    const common = { activation, network: name };
    rows.push(row({ ...common, what: 'factor' }, base.predicted, base.factor));
    for (const { fix, predicted, factor } of fixes) {
      rows.push(row({ ...common, what: `factor with ${fix}` }, predicted, factor));
      const effects = [predicted / base.predicted, factor / base.factor];
      rows.push(
        row({ ...common, what: `effect of ${fix}` }, ...(base.predicted === null ? [null, NaN] : effects)),
      );
    }
    process.stdout.write(
      `${activation} ${name}: ${lineOf(rows.filter((one) => one.network === name && one.activation === activation))}\n`,
    );
  }
tf.dispose([x, y]);
write(rows);

/** The networks of an activation, each with a name. */
function* networksOf(activation) {
  for (const width of numbers(options.widths)) {
    for (const depth of numbers(options.depths)) {
      const common = { inputs: 64, hidden: Array(depth).fill(width), outputs: 10, activation };
      for (const [name, initializer] of Object.entries(INITIALIZERS))
        yield { name: `mlp ${depth} of ${width}, ${name}`, spec: { ...common, initializer } };
    }
    const depth = Math.max(...numbers(options.depths));
    const hidden = Array(depth).fill(width);
    const layers = { inputs: 64, hidden, outputs: 10, activation };
    yield { name: `mlp ${depth} of ${width}, layer norm`, spec: { ...layers, normalization: 'layer' } };
    yield {
      name: `residual 10 of ${width}`,
      spec: { inputs: 64, width, blocks: 10, outputs: 10, activation },
    };
  }
}

function row(keys, predicted, measured) {
  const off = predicted === null || !Number.isFinite(measured) ? null : measured / predicted - 1;
  return { ...keys, predicted, measured, off };
}

function lineOf(some) {
  return some
    .map(({ what, predicted, measured, off }) =>
      predicted === null
        ? `${what} no theory, ${measured?.toPrecision(3)}`
        : `${what} ${predicted.toPrecision(3)} ${measured.toPrecision(3)} (${off === null ? '' : (100 * off).toFixed(1)} %)`,
    )
    .join('; ');
}

function write(all) {
  const known = all.filter(({ off }) => off !== null);
  const near = (some) => some.filter(({ off }) => Math.abs(off) <= WITHIN).length;
  const line = (name, some) => `- ${name}: ${near(some)} of ${some.length} within 10 %`;
  const factors = known.filter(({ what }) => what.startsWith('factor'));
  const effects = known.filter(({ what }) => what.startsWith('effect'));
  const head = [line('factors per layer', factors), line('effects of a fix on the factor', effects)];
  const lines = [
    ...head,
    `- without a prediction: ${all.filter(({ predicted }) => predicted === null).length}`,
    '',
    '| activation | within 10 % | largest difference |',
    '| --- | --- | --- |',
    ...names.map((activation) => {
      const own = known.filter((one) => one.activation === activation);
      const most = own.reduce((p, q) => (Math.abs(q.off) > Math.abs(p?.off ?? 0) ? q : p), own[0]);
      return `| ${activation} | ${near(own)} of ${own.length} | ${most ? `${(100 * most.off).toFixed(1)} %, ${most.network}, ${most.what}` : ''} |`;
    }),
  ];
  mkdirSync(options.output, { recursive: true });
  writeFileSync(path.join(options.output, 'predictions.json'), JSON.stringify(all, null, 1) + '\n');
  writeFileSync(path.join(options.output, 'predictions.md'), lines.join('\n') + '\n');
  process.stdout.write('\n' + head.join('\n') + '\n');
}
