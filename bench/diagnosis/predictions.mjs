#!/usr/bin/env node
// npm run bench:diagnosis:predictions: whatIf's predicted factors of the gradient per layer, and the effects of fixes on them, beside
// the measured ones.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArguments, wholeNumber } from '../../scripts/options.mjs';

const HELP = `npm run bench:diagnosis:predictions [-- OPTIONS]

Networks of many activations, initialisations, depths and widths: the factor of the gradient per layer that theory predicts beside the
measured one, as in the columns predicted and factor of whatIf, and the predicted effect of another initialisation beside the measured
one. No network is trained.

  --activations A,B  some activations only (default: all)
  --depths A,B       the numbers of hidden layers (default 5,20,50)
  --widths A,B       the widths (default 32,64,128)
  --seeds N          the seeds of each network (default 3)
  --output FOLDER    where predictions.json and predictions.md go (default build/diagnosis)
  --help             shows this`;

const { values: options } = parseArguments(process.argv.slice(2), {
  activations: { type: 'string' },
  depths: { type: 'string', default: '5,20,50' },
  widths: { type: 'string', default: '32,64,128' },
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
const require = createRequire(import.meta.url);
const { activations, build, datasets, observe, tf, theory } = require('vanishing-gradients');
const { factorOf } = require('../../dist/diagnosis/what-if/measure.js');
const seeds = wholeNumber('seeds', options.seeds, 3);
const numbers = (text) => text.split(',').map(Number);
const names = options.activations?.split(',') ?? Object.keys(activations);

/** The initialisations; effects are those of putting the second and later ones in the place of the first. */
const INITIALIZERS = {
  pytorch: 'pytorch',
  heNormal: 'heNormal',
  xavierUniform: 'xavierUniform',
  'gain 0.5': { name: 'lecunNormal', gain: 0.5 },
  'gain 2': { name: 'lecunNormal', gain: 2 },
};
const WITHIN = 0.1;

const { train } = datasets.digits();
const x = train.x.slice([0, 0], [256, 64]);
const y = train.y.slice([0], [256]);
const inputPower = tf.tidy(() => tf.mean(tf.square(x)).dataSync()[0]);
const rows = [];
for (const activation of names)
  for (const { name, specs } of networksOf(activation)) {
    const found = Object.entries(specs).map(([initializer, spec]) => ({
      ...{ activation, network: `${name}, ${initializer}` },
      ...{ predicted: predictedOf(spec), measured: measuredOf(spec) },
    }));
    const [first, ...others] = found;
    const own = [
      ...found.map((one) => row(one, 'factor', one.predicted, one.measured)),
      ...others.map((one) =>
        row(
          one,
          'effect',
          first.predicted === null || one.predicted === null ? null : one.predicted / first.predicted,
          one.measured / first.measured,
        ),
      ),
    ];
    rows.push(...own);
    process.stdout.write(`${activation}, ${name}: ${lineOf(own)}\n`);
  }
tf.dispose([x, y]);
write(rows);

/** The factor that theory predicts; null where it covers no such spec. */
function predictedOf(spec) {
  try {
    return theory.gradientRatio(spec, { inputPower });
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
}

/** The measured factor, the geometric mean over the seeds. */
function measuredOf(spec) {
  let sum = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const model = build({ ...spec, seed });
    const { layers } = observe(model, x, y, { quantities: ['dL/dz'] });
    sum += Math.log(factorOf(layers.objects(), spec));
    model.dispose();
  }
  return Math.exp(sum / seeds);
}

/** The networks of an activation, each with a name and its specs by initialisation. */
function* networksOf(activation) {
  const withAll = (spec) =>
    Object.fromEntries(
      Object.entries(INITIALIZERS).map(([name, initializer]) => [name, { ...spec, initializer }]),
    );
  for (const width of numbers(options.widths)) {
    const common = { inputs: 64, outputs: 10, activation };
    for (const depth of numbers(options.depths))
      yield {
        name: `mlp of ${depth} by ${width}`,
        specs: withAll({ ...common, hidden: Array(depth).fill(width) }),
      };
    const hidden = Array(20).fill(width);
    yield {
      name: `mlp of 20 by ${width} with layer norm`,
      specs: { heNormal: { ...common, hidden, initializer: 'heNormal', normalization: 'layer' } },
    };
    yield {
      name: `residual of 10 by ${width}`,
      specs: { heNormal: { ...common, width, blocks: 10, initializer: 'heNormal' } },
    };
  }
}

function row({ activation, network }, what, predicted, measured) {
  const off = predicted === null || !Number.isFinite(measured) ? null : measured / predicted - 1;
  return { activation, network, what, predicted, measured, off };
}

function lineOf(some) {
  const known = some.filter(({ off }) => off !== null);
  const most = Math.max(...known.map(({ off }) => Math.abs(off)));
  return known.length === 0
    ? 'no theory'
    : `${known.length} values, at most ${(100 * most).toFixed(1)} % off`;
}

function write(all) {
  const known = all.filter(({ off }) => off !== null);
  const near = (some) => some.filter(({ off }) => Math.abs(off) <= WITHIN).length;
  const line = (name, some) => `- ${name}: ${near(some)} of ${some.length} within 10 %`;
  const factors = known.filter(({ what }) => what === 'factor');
  const effects = known.filter(({ what }) => what === 'effect');
  const head = [line('factors per layer', factors), line('effects of another initialisation', effects)];
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
