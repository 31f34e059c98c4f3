// Writes bench/results.md.
import os from 'node:os';
import { ratioCell, summary, table, time, timeCell } from './tables.mjs';

/** @typedef {import('./tables.mjs').Measurement} Measurement */

/**
 * @typedef {object} Extra what else the rounds gave
 * @property {Set<string>} versions
 * @property {Map<string, { loading: number, firstCall: number }>} loads of this library's graphs, by model
 * @property {number[]} busy the share of the cores in use before each process
 * @property {string[]} disagreements
 * @property {number} checks how many first steps were compared
 */

/** @param {readonly number[]} busy */
export function machine(busy) {
  const cpus = os.cpus();
  const { median, max } = summary(busy);
  const percent = (/** @type {number} */ share) => `${Math.round(100 * share)} %`;
  const load = os.loadavg().map((value) => value.toFixed(1));
  return [
    `${cpus.length} cores (${cpus[0].model.trim()}), ${Math.round(os.totalmem() / 2 ** 30)} GB of memory, ${os.type()}`,
    `before each process, other work had ${percent(median)} of the cores (median; at most ${percent(max)})`,
    `load average at the end: ${load.join(', ')} (1, 5, 15 minutes)`,
  ];
}

/**
 * @param {readonly Measurement[]} all
 * @param {Record<string, { title: string }>} contenders
 * @param {Record<string, { title: string }>} models
 * @param {Extra} extra
 * @param {{ rounds: number, limit: number }} options
 * @param {string} date
 */
export function results(all, contenders, models, extra, options, date) {
  const find = (/** @type {string} */ contender, /** @type {string} */ model) =>
    all.find((one) => one.contender === contender && one.model === model);
  const median = (/** @type {string} */ contender, /** @type {string} */ model) => {
    const values = find(contender, model)?.microseconds ?? [];
    return values.length > 0 ? summary(values).median : undefined;
  };
  const compared = Object.fromEntries(
    Object.entries(models).filter(([model]) => all.some((o) => o.model === model && o.contender !== 'this')),
  );

  const loads = [...extra.loads].map(
    ([model, { loading, firstCall }]) =>
      `| ${models[model].title} | ${time(1000 * loading)} | ${time(1000 * firstCall)} |`,
  );
  const costs = Object.entries(models).flatMap(([model, { title }]) => {
    const [given, without] = [median('this', model), median('this-without-norms', model)];
    if (given === undefined || without === undefined) return [];
    return [
      `| ${title} | ${time(without)} | ${time(given)} | ${Math.round(100 * (given / without - 1))} % |`,
    ];
  });
  const depths = ['50x64', '200x64', '1000x64'].flatMap((model) => {
    const whole = median('this', model);
    if (whole === undefined) return [];
    return [
      `| ${parseInt(model, 10).toLocaleString('en')} | ${time(whole)} | ${time(whole / parseInt(model, 10))} |`,
    ];
  });
  const section = (/** @type {string} */ title, /** @type {string} */ head, /** @type {string[]} */ rows) =>
    rows.length === 0 ? [] : [`## ${title}`, [head, head.replaceAll(/[^|]+/g, ' --- '), ...rows].join('\n')];

  return `${[
    '# One training step, side by side',
    `Made by \`npm run bench\` on ${date}.`,
    [
      ...machine(extra.busy),
      `${[...extra.versions].join('; ')}; each at its defaults`,
      `${options.rounds} round${options.rounds === 1 ? '' : 's'}, each contender in a process of its own, in turn; a process warms up, then times steps for a second`,
      extra.disagreements.length === 0
        ? `from the same weights and batch, ${extra.checks} first steps gave this library's loss and norms within 1 in 10,000, and every loss fell`
        : `these did not compute the same: ${extra.disagreements.join('; ')}`,
    ]
      .map((line) => `- ${line}`)
      .join('\n'),
    'A step is the forward pass, the backward pass, the update by gradient descent, and the norm of the gradient of every weight, every bias and every dL/dz, all read by the program. For the LSTM, dL/dz is that of its last state and of the outputs. PyTorch stacks its norms (`torch.stack([g.norm() for g in …]).tolist()`); JAX and `torch.compile` get dL/dz as the gradient at a zero that is added to z. The matrix products are the three of each layer, run by TensorFlow with nothing between them, less what an empty call from Python takes. Batch normalisation moves its averages in all of them.',
    '![Times as long as this library, by model](results.svg)',
    '## Times as long as this library (medians)',
    table(all, contenders, compared, (one) => ratioCell(one, find('this', one.model))),
    '## Time of a step: median (fastest to slowest round)',
    table(all, contenders, models, timeCell),
    ...section('What the norms cost', '| | without norms | with norms | more |', costs),
    ...section(
      'What a graph costs before its first step',
      '| | tracing and loading | with the first step |',
      loads,
    ),
    ...section('Time by depth: layers of 64 units, batch 128', '| layers | step | a layer |', depths),
  ].join('\n\n')}\n`;
}

/**
 * README with what results.md says of ratios, of the machine and of the day.
 *
 * @param {string} readme
 * @param {string} text of results.md
 * @throws {Error} where README has no place for it
 */
export function intoReadme(readme, text) {
  const part = (/** @type {RegExp} */ pattern) => pattern.exec(text)?.[1] ?? '';
  const measured = [part(/ on ([\d-]+)\./), part(/- (.*memory.*)\n/), part(/(before each process, .*)\n/)];
  const ratios = part(/## Times as long as this library.*\n\n((?:\|.*\n)+)/);
  const place = /<!-- ratios -->[^]*<!-- end of ratios -->/;
  if (!place.test(readme)) throw new Error('README.md has no <!-- ratios --> … <!-- end of ratios -->');
  const body = `Measured on ${measured[0]} (${measured[1]}; ${measured[2]}):\n\n${ratios}`;
  return readme.replace(place, () => `<!-- ratios -->\n${body}<!-- end of ratios -->`);
}
