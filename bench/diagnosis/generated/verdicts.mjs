// The verdict of a diagnosis on a labelled case.
import { appendFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { makeData } from './data.mjs';
import { OPERATORS } from './faults.mjs';
import { readLines } from './labels.mjs';
import { makeLoss, makeModel, makeOptimizer } from './models.mjs';

/** Diagnoses a case from its first draw of the weights. */
export async function diagnoseCase(library, c, { seeds, until }, more = {}) {
  const { x, y, testX } = makeData(library, c.data);
  const model = makeModel(library, c, 1, x);
  const isCompiled = c.model.builder === 'plain' || c.lossFactor !== undefined;
  const training = isCompiled
    ? {}
    : { optimizer: makeOptimizer(library, c.optimizer), loss: makeLoss(library, c) };
  try {
    return await library.diagnose(
      model,
      { x, y },
      { ...training, batchSize: c.batchSize, steps: c.steps, seeds, until, firstChange: false, ...more },
    );
  } finally {
    model.dispose();
    library.tf.dispose([x, y, testX]);
  }
}

/** Diagnoses cases, appending each verdict to a file; with `resume`, those in the file of this or another shard are left out. */
export async function diagnoseCases(library, cases, { file, resume, say, verbose, ...settings }) {
  mkdirSync(path.dirname(file), { recursive: true });
  if (!resume) rmSync(file, { force: true });
  const former = resume ? partsOf(file).flatMap(readLines) : [];
  const verdicts = new Map(former.map((verdict) => [verdict.id, verdict]));
  for (const [i, c] of cases.entries()) {
    if (verdicts.has(c.id)) continue;
    const started = performance.now();
    let [diagnosis, error] = [null, null];
    try {
      diagnosis = await diagnoseCase(library, c, settings);
    } catch (caught) {
      error = String(caught.stack ?? caught);
    }
    const verdict = { ...judge(c, diagnosis, error), seconds: seconds(started) };
    verdicts.set(c.id, verdict);
    appendFileSync(file, JSON.stringify(verdict) + '\n');
    say(`${i + 1} of ${cases.length}: ${lineOf(verdict)}`);
    if (verbose && diagnosis) say(`${JSON.stringify(summaryOf(c))}\n${diagnosis}\n`);
  }
  return cases.map(({ id }) => verdicts.get(id));
}

/** The files of all shards beside that of one. */
const partsOf = (file) => {
  const [folder, stem] = [path.dirname(file), path.basename(file).replace(/\d+\.jsonl$/, '')];
  return readdirSync(folder)
    .filter((name) => name.startsWith(stem))
    .map((name) => path.join(folder, name));
};

const seconds = (started) => Number(((performance.now() - started) / 1000).toFixed(1));

/** The findings of a case beside its causes. */
function judge(c, diagnosis, error) {
  const { causes = [], accepts = [] } = OPERATORS[c.operator] ?? {};
  const findings = (diagnosis?.findings ?? [])
    .filter(({ severity }) => severity !== 'info')
    .map(({ rule, cause, severity, explainedBy, layer, problem }) => {
      const isTrue = causes.includes(cause) || accepts.includes(cause);
      return { rule, cause, severity, explainedBy, layer, isTrue, problem };
    });
  return {
    id: c.id,
    operator: c.operator,
    outcome: c.label.outcome,
    scores: c.label.scores,
    causes,
    accepts,
    findings,
    found: findings.some(({ isTrue }) => isTrue),
    first: findings[0]?.isTrue ?? false,
    root: findings[0]?.rule ?? null,
    error,
    summary: summaryOf(c),
  };
}

/** One line of a verdict. */
export function lineOf({ id, operator, outcome, findings, found, first, error, seconds: time }) {
  const marked = findings.map(
    ({ rule, severity, explainedBy, isTrue }) =>
      `${isTrue ? '' : explainedBy === null ? '!' : '~'}${rule}${severity === 'error' ? ':error' : ''}`,
  );
  const mark =
    operator === null
      ? findings.length === 0
        ? 'silent'
        : 'ALARM'
      : first
        ? 'first'
        : found
          ? 'among'
          : 'MISSED';
  return `${id} [${outcome}, ${mark}] ${error ? `ERROR ${error.split('\n')[0]}` : marked.join(' ')} ${time} s`;
}

/** A case in a few words. */
function summaryOf({ task, data, model, post, loss, lossFactor, optimizer, batchSize, steps }) {
  const { builder, spec, ...plain } = model;
  const { kind, rows, encode, x, y } = data;
  return {
    ...{ task, data: { kind, rows, encode, ...(x ? { x } : {}), ...(y ? { y } : {}) } },
    ...{ builder, ...spec, ...plain, ...(post ? { post } : {}) },
    ...{ loss, ...(lossFactor ? { lossFactor } : {}), optimizer, batchSize, steps },
  };
}
