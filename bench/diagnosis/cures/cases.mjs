// The cases of the cures: networks whose gradients vanish or explode, or whose units are dead or saturated.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeData } from '../generated/data.mjs';
import { labeledCases } from '../generated/labels.mjs';
import { makeLoss, makeModel, makeOptimizer } from '../generated/models.mjs';
import { LITERATURE } from './literature.mjs';

const folder = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

/** The kinds of cause that the cures are for. */
const KINDS = ['vanishing-gradient', 'exploding-gradient', 'dying-relu', 'saturating-hidden-activation'];

/** The operators of the generated set that take the signal or the gradient from its scale, or kill units. */
const OPERATORS = [
  'sigmoid-at-depth',
  'softmax-in-hidden-layers',
  'remove-normalization-and-skips',
  'remove-skips',
  'depth-times-10',
  'weights-standard-normal',
  'weights-small-normal',
  'wrong-gain',
  'biases-below-zero',
  'inputs-times-1000',
  'inputs-with-offset',
];

/**
 * The cases of the three sets: each has an id, its set, the kind of fault, and `make`, which gives model, x, y, the batch size and
 * the options of training.
 */
export function casesOf(library) {
  return [...literature(library), ...publicSet(), ...generated(library)];
}

const literature = (library) =>
  Object.entries(LITERATURE).map(([id, { kind, make }]) => ({
    id,
    set: 'literature',
    kind,
    make: () => ({ training: {}, ...make(library) }),
  }));

function publicSet() {
  const { build } = require('../programs/build.cjs');
  const all = JSON.parse(readFileSync(path.join(folder, '../programs/programs.json'), 'utf8'));
  const digits = path.join(folder, '../../../data/digits.csv');
  return all
    .filter(({ id }) => !id.endsWith('-fixed'))
    .map((program) => ({
      program,
      fault: program.faults.find(({ kind, confidence }) => KINDS.includes(kind) && confidence !== 'low'),
    }))
    .filter(({ fault }) => fault)
    .map(({ program, fault }) => ({
      id: program.id,
      set: 'public',
      kind: fault.kind,
      make: () => {
        const { model, x, y, fit, skipped } = build(program, { seed: 1, digits });
        return skipped ? null : { model, x, y, batchSize: fit.batchSize, training: {} };
      },
    }));
}

/** Networks of the development split, on which things may be chosen. */
const generated = (library) =>
  labeledCases('development')
    .filter(({ operator }) => OPERATORS.includes(operator))
    .map((c) => ({
      id: c.id,
      set: 'generated',
      kind: c.operator,
      make: () => {
        const { x, y, testX } = makeData(library, c.data);
        testX.dispose();
        const model = makeModel(library, c, 1, x);
        const isCompiled = c.model.builder === 'plain' || c.lossFactor !== undefined;
        const training = isCompiled
          ? {}
          : { optimizer: makeOptimizer(library, c.optimizer), loss: makeLoss(library, c) };
        return { model, x, y, batchSize: c.batchSize, training };
      },
    }));
