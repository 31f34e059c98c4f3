import { describe, expect, it } from 'vitest';
import { makeData, score } from '../../bench/diagnosis/generated/data.mjs';
import { fingerprintOf, SPLITS } from '../../bench/diagnosis/generated/families.mjs';
import { applyFault, OPERATORS, operatorsFor } from '../../bench/diagnosis/generated/faults.mjs';
import { healthyCase } from '../../bench/diagnosis/generated/healthy.mjs';
import { labeledCases } from '../../bench/diagnosis/generated/labels.mjs';
import { makeModel } from '../../bench/diagnosis/generated/models.mjs';
import { randomStream } from '../../bench/diagnosis/generated/random.mjs';
import { scoresOf } from '../../bench/diagnosis/generated/scores.mjs';
import * as library from '../../src';

const { CAUSES, tf } = library;
const FAMILIES = Array.from({ length: 200 }, (_, family) => family);

describe('the generated networks', () => {
  it('are the same for the same number', () => {
    for (const family of FAMILIES) expect(healthyCase(family)).toEqual(healthyCase(family));
  });

  it('can be built, each as the builder or the layers of its case', () => {
    for (const family of FAMILIES.slice(0, 30)) {
      const c = healthyCase(family);
      if (c.post?.lsuv) continue; // needs its data
      const model = makeModel(library, c, 1, null);
      expect(model.inputs).toHaveLength(1);
      model.dispose();
    }
  });

  it('differ from their healthy twin by the fault alone', () => {
    const differing = FAMILIES.flatMap((family) => {
      const healthy = healthyCase(family);
      return operatorsFor(healthy, randomStream(family, 'test')).filter((operator) => {
        const faulty = applyFault(healthy, operator, randomStream(family, 'test'));
        return fingerprintOf({ ...faulty, id: healthy.id, operator: null }) === fingerprintOf(healthy);
      });
    });
    expect(differing).toEqual([]);
  });

  it('have faults whose causes are those that diagnose names', () => {
    const named = Object.values(OPERATORS).flatMap(({ causes, accepts }) => [...causes, ...accepts]);
    expect(named.filter((cause) => !(CAUSES as readonly string[]).includes(cause))).toEqual([]);
  });

  it('are still those that were labelled, in splits without a common family', () => {
    const families = Object.keys(SPLITS).map(
      (split) => new Set(labeledCases(split).map(({ family }) => family)),
    );
    for (const one of families) expect(one.size).toBeGreaterThan(0);
    const all = families.flatMap((one) => [...one]);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('the score of predictions', () => {
  const truth = { kind: 'classes', ids: Array.from({ length: 256 }, (_, i) => i % 4) };
  const outputs = (guess: (id: number) => number) =>
    Float32Array.from(truth.ids.flatMap((id) => [0, 1, 2, 3].map((k) => Number(k === guess(id)))));

  it('is 1 for the truth, 0 for one class, and 1/3 for one right half of the examples of 4 classes', () => {
    expect(
      score(
        outputs((id) => id),
        4,
        truth,
      ),
    ).toBe(1);
    expect(
      score(
        outputs(() => 2),
        4,
        truth,
      ),
    ).toBe(0);
    expect(
      score(
        outputs((id) => (id < 2 ? id : 3 - id)),
        4,
        truth,
      ),
    ).toBeCloseTo((0.5 - 0.25) / 0.75, 12);
  });

  it('is R² for numbers: 1 for the truth, 0 for the mean, 3/4 for an error of half a deviation', () => {
    const values = Array.from({ length: 256 }, (_, i) => (i % 2 === 0 ? 1 : -1));
    const numbers = { kind: 'numbers', values };
    expect(score(Float32Array.from(values), 1, numbers)).toBe(1);
    expect(score(new Float32Array(256), 1, numbers)).toBe(0);
    expect(
      score(
        Float32Array.from(values, (v) => v / 2),
        1,
        numbers,
      ),
    ).toBeCloseTo(0.75, 12);
  });

  it('of a linear model fitted by least squares to linear data is what their noise leaves', () => {
    const recipe = {
      kind: 'linear',
      inputs: 6,
      targets: 1,
      rows: 2000,
      seed: 3,
      encode: 'numbers',
      noise: 0.5,
    };
    const { x, y, testX, truth: numbers } = makeData(library, recipe);
    const guess = tf.tidy(() => {
      // x is standard normal, so the weights of least squares are the covariances with y.
      const weights = tf.div(tf.matMul(x, y, true), 2000);
      return tf.matMul(testX, weights).dataSync();
    });
    expect(score(guess, 1, numbers)).toBeCloseTo(1 / (1 + 0.25), 1);
    tf.dispose([x, y, testX]);
  });
});

describe('the scores of rules', () => {
  const finding = (rule: string, cause: string, more = {}) => ({
    ...{ rule, cause, severity: 'error', explainedBy: null, isTrue: false },
    ...more,
  });
  const verdict = (operator: string | null, causes: string[], findings: ReturnType<typeof finding>[]) => ({
    ...{ operator, causes, findings, error: null, seconds: 1 },
    found: findings.some(({ isTrue }) => isTrue),
    first: findings[0]?.isTrue ?? false,
  });

  it('count a rule as wrong on a healthy network and on another fault, unless its finding is explained', () => {
    const verdicts = [
      verdict(null, [], [finding('a', 'x')]),
      verdict(null, [], []),
      verdict('f', ['x'], [finding('a', 'x', { isTrue: true }), finding('b', 'y', { explainedBy: 'a' })]),
      verdict('g', ['y'], [finding('a', 'x')]),
    ];
    expect(scoresOf(verdicts)).toMatchObject({
      rules: { a: { right: 1, wrong: 2, precision: 0.333 } },
      causes: { x: { networks: 1, found: 1 }, y: { networks: 1, found: 0 } },
      summary: { healthyWithError: 0.5, found: 0.5 },
    });
  });
});
