// Whether a verdict stays when the loss, the units of x or the batch size are ten times as large or as small.
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { readLines } from './labels.mjs';
import { diagnoseCase } from './verdicts.mjs';

/** The optimisers whose step grows with the loss: the rate falls by as much, so that the training is the same. */
const FOLLOWS_LOSS = ['sgd', 'momentum'];

/** The variants of a case, each the same problem in other units. */
function variantsOf(c) {
  const factors = [10, 0.1];
  const classes = c.data.classes ?? (c.data.kind === 'digits' ? 10 : 2);
  const rate = (factor) =>
    FOLLOWS_LOSS.includes(c.optimizer.name)
      ? { ...c, optimizer: { ...c.optimizer, learningRate: c.optimizer.learningRate / factor } }
      : c;
  const weights = (factor) => Object.fromEntries(Array.from({ length: classes }, (_, i) => [i, factor]));
  const isRegression = c.loss.startsWith('mean') && c.data.targets !== undefined;
  const isOfClasses = c.data.kind === 'clusters' || c.data.kind === 'digits' || c.data.kind === 'spirals';
  return factors.flatMap((factor) => [
    ...(isOfClasses
      ? [{ name: `loss x ${factor}`, c: rate(factor), more: { classWeight: weights(factor) } }]
      : []),
    ...(isRegression && c.model.builder === 'plain'
      ? [
          {
            name: `loss x ${factor}`,
            c: { ...rate(factor), lossFactor: factor * (c.lossFactor ?? 1) },
            more: {},
          },
        ]
      : []),
    {
      name: `x x ${factor}`,
      c: { ...c, data: { ...c.data, x: { ...c.data.x, scale: factor * (c.data.x?.scale ?? 1) } } },
      more: {},
    },
    ...(c.batchSize * factor >= 1
      ? [
          {
            name: `batch x ${factor}`,
            c: { ...c, batchSize: Math.min(c.data.rows, Math.round(c.batchSize * factor)) },
            more: {},
          },
        ]
      : []),
  ]);
}

/** Whether a finding is one that other units of x make true or untrue: its cause or its remedy says so. */
const isOfUnits = (root) => root?.cause === 'inputs-not-scaled' || root?.fixes?.includes('scale x');

/** Whether a finding is one that another batch size makes true or untrue: it is on the batch itself. */
const isOfBatch = (root) => root?.cause === 'batch-size' || root?.rule === 'normalization-of-one';

/** Diagnoses cases and their variants, and counts the verdicts that stayed: the cause, which several rules may see. */
export async function measureInvariance(library, cases, { file, resume, say, ...settings }) {
  mkdirSync(path.dirname(file), { recursive: true });
  if (!resume) rmSync(file, { force: true });
  const rows = new Map(readLines(file).map((row) => [row.id, row]));
  const rootOf = async (c, more) => {
    try {
      const { root } = await diagnoseCase(library, c, settings, more);
      return root && { rule: root.rule, cause: root.cause, fixes: root.remedy.fixes };
    } catch (error) {
      return { rule: `ERROR ${String(error).split('\n')[0]}`, cause: null };
    }
  };
  for (const [i, c] of cases.entries()) {
    if (rows.has(c.id)) continue;
    const root = await rootOf(c, {});
    const variants = [];
    for (const { name, c: variant, more } of variantsOf(c)) {
      const other = await rootOf(variant, more);
      const isAllowed =
        (name.startsWith('x') && [root, other].some(isOfUnits)) ||
        (name.startsWith('batch') && [root, other].some(isOfBatch));
      variants.push({ name, rule: other?.rule ?? null, same: isAllowed || other?.cause === root?.cause });
    }
    const row = { id: c.id, rule: root?.rule ?? null, variants };
    rows.set(c.id, row);
    appendFileSync(file, JSON.stringify(row) + '\n');
    const changed = variants.filter(({ same }) => !same).map(({ name, rule }) => `${name}: ${rule}`);
    say(
      `${i + 1} of ${cases.length}: ${c.id} ${row.rule} ${changed.length === 0 ? 'stays' : `CHANGES ${changed.join(', ')}`}`,
    );
  }
  const all = cases.flatMap(({ id }) => rows.get(id).variants);
  for (const kind of ['loss', 'x', 'batch']) {
    const of = all.filter(({ name }) => name.startsWith(`${kind} x`));
    say(`${kind}: ${of.filter(({ same }) => same).length} of ${of.length} verdicts stay`);
  }
}
