// The checkers themselves: right answers pass on any seed, and what is wrong is told by its slip, never by the solution.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { file, visible } from '../../scripts/exercises/visible.mjs';
import { tf } from '../../src/backend';
import { check, grade, NotAttempted, WrongAnswer } from '../../src/exercises';
import { adapterOf } from '../../src/exercises/adapters';
import type { Call, Outcome } from '../../src/exercises/exercise';
import { judgedBy, visibleSheet, VISIBLE_SEED } from '../../src/exercises/sheet';
import { verdictOn } from '../../src/exercises/verdict';
import { outcomesOf } from '../../src/exercises/outcomes';
import { decodeOutcomes, encodeOutcomes } from '../../src/exercises/wire';
import { judge, questionsOf } from '../../src/judge/judge';
import { exerciseNamed, exercises } from '../../src/judge/table';

const seeds = Array.from({ length: 20 }, (_, i) => 100 + i);

/** The outcomes of an answer, encoded as JSON and decoded again. */
function valuesOf(name: string, answer: Call, seed: number): Outcome[] {
  const given = JSON.parse(JSON.stringify(questionsOf(exerciseNamed('test', name), seed))) as unknown[];
  const outcomes = outcomesOf(adapterOf('test', name), answer, given);
  return decodeOutcomes(JSON.parse(JSON.stringify(encodeOutcomes(outcomes))));
}
const verdict = (name: string, answer: Call, seed: number) =>
  judge(exerciseNamed('test', name), seed, valuesOf(name, answer, seed));

type Numbers = readonly number[];
const fill = (rows: number, columns: number, draw: () => number): number[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, draw));

/** Drawn as students draw them; the second argument is the layer's width. */
const normalWith = (std: (inputs: number, units: number) => number) =>
  ((inputs: number, units: number, normal: () => number) =>
    fill(inputs, units, () => std(inputs, units) * normal())) as Call;
const uniformWith = (limit: (inputs: number, units: number) => number) =>
  ((inputs: number, units: number, uniform: () => number) =>
    fill(inputs, units, () => limit(inputs, units) * (2 * uniform() - 1))) as Call;

function gramSchmidt(draws: readonly Numbers[]): Numbers[] {
  const made: Numbers[] = [];
  for (const draw of draws) {
    const rest = made.reduce((row, q) => {
      const along = row.reduce((sum, v, k) => sum + v * q[k], 0);
      return row.map((v, k) => v - along * q[k]);
    }, draw);
    made.push(rest.map((v) => v / Math.hypot(...rest)));
  }
  return made;
}

describe('A right answer is right for every seed', () => {
  const right: Record<string, Call> = {
    'initialisation/he-normal': normalWith((inputs) => Math.sqrt(2 / inputs)),
    'initialisation/xavier-uniform': uniformWith((inputs, units) => Math.sqrt(6 / (inputs + units))),
    'recurrent/orthogonal': gramSchmidt as Call,
  };
  it.each(Object.entries(right))('%s', (name, answer) => {
    for (const seed of seeds) expect(verdict(name, answer, seed).status).toBe('right');
  });
});

describe('A slip is told', () => {
  // A mistake that is stored as a value is made by an answer that gives this value.
  const exact = Object.entries(exercises).filter(([name]) => !/normal$|uniform$/.test(name));
  const slips = exact.flatMap(([name, { slips = [] }]) => slips.map((slip) => ({ name, slip })));

  it.each(slips)('$name, $slip.hint', ({ name, slip }) => {
    const exercise = exerciseNamed('test', name);
    for (const seed of seeds) {
      const outcomes = exercise.cases(seed).map((input) => ({ value: slip.value(input) }));
      const { status, message } = judge(exercise, seed, outcomes);
      expect(status).toBe('wrong');
      // The first of two that come to the same is told; most often there is but one.
      expect(message).toMatch(/This is what comes out |transposed/);
    }
  });

  it.each([
    [
      'initialisation/he-normal',
      normalWith((inputs) => Math.sqrt(1 / inputs)),
      'without what the ReLU takes away',
    ],
    ['initialisation/he-normal', normalWith((_, units) => Math.sqrt(2 / units)), 'with the wrong fan'],
    [
      'initialisation/he-normal',
      normalWith((inputs) => 2 / inputs),
      'the variance is taken for the standard',
    ],
    [
      'initialisation/xavier-uniform',
      uniformWith((a, b) => Math.sqrt(2 / (a + b))),
      'is taken for the limit',
    ],
    [
      'initialisation/xavier-uniform',
      uniformWith((a) => Math.sqrt(3 / a)),
      'with the wrong fan: only the inputs',
    ],
  ])('%s', (name, answer, hint) => {
    for (const seed of seeds) expect(verdict(name, answer, seed).message).toContain(hint);
  });
});

describe('Other faults are told, too', () => {
  it('another distribution of the same spread', () => {
    const uniform = (inputs: number, units: number, normal: () => number): number[][] =>
      fill(inputs, units, () => Math.sqrt(2 / inputs) * Math.sign(normal()));
    expect(verdict('initialisation/he-normal', uniform as Call, 1).message).toContain(
      'not normally distributed',
    );
  });

  it('a matrix on its side', () => {
    const turned = (inputs: number, units: number): Numbers[] => fill(units, inputs, () => 0);
    expect(verdict('initialisation/he-normal', turned as Call, 1).message).toContain(
      'expected the shape [64, 128], got the shape [128, 64]; is it transposed?',
    );
  });

  it('a number where there are several parts', () => {
    expect(verdict('chain-rule/dense-backward', () => 1, 1).message).toContain(
      'expected 3 parts, got a number',
    );
  });

  it('rows that are too long, or not at right angles', () => {
    const say = (change: (rows: Numbers[]) => Numbers[]) =>
      verdict('recurrent/orthogonal', ((draws: Numbers[]) => change(gramSchmidt(draws))) as Call, 1).message;
    expect(say((rows) => rows.map((row) => row.map((v) => 2 * v)))).toBe(
      'orthogonal, 3 rows: expected the length 1 of row 1, got 2.',
    );
    expect(say(([first, ...rest]) => [first, first, ...rest.slice(1)])).toBe(
      'orthogonal, 3 rows: expected rows 1 and 2 at right angles, with the inner product 0, got 1.',
    );
  });

  it('too few answers, and what are no answers', () => {
    const exercise = exerciseNamed('test', 'chain-rule/sigmoid-derivative');
    expect(judge(exercise, 1, [{ value: 0.25 }]).message).toBe('1 answers came where 9 were asked for.');
    expect(decodeOutcomes('nonsense')).toEqual([]);
    expect(decodeOutcomes([{ value: 'much' }, null])).toMatchObject([
      { error: /^no numbers/ },
      { error: /^no numbers/ },
    ]);
  });

  it('NaN and infinities, on their way through JSON', () => {
    const { message } = verdict('chain-rule/sigmoid-derivative', () => NaN, 1);
    expect(message).toBe('sigmoidPrime(0): expected 0.25, got NaN.');
    expect(verdict('chain-rule/sigmoid-derivative', () => -Infinity, 1).message).toContain('got −∞');
  });
});

describe("What the answer's process gets", () => {
  it.each(Object.keys(exercises))('%s: numbers and names, and nothing that says what is right', (name) => {
    const exercise = exerciseNamed('test', name);
    const given = JSON.stringify(questionsOf(exercise, 7));
    expect(given).not.toMatch(/"(?:expected|value|right|wrong|cause|depth|fault|hint|seed of)"/);
    expect(JSON.parse(given)).toHaveLength(exercise.cases(7).length);
  });

  it('is not enough to tell the layer at fault, or the wrong backward pass, without looking', () => {
    const [network] = questionsOf(exerciseNamed('test', 'diagnosis/faulty-layer'), 7) as object[];
    expect(Object.keys(network)).toEqual(['activation', 'weights', 'biases', 'x', 'y']);
    const [selection] = questionsOf(exerciseNamed('test', 'diagnosis/wrong-backward'), 7) as object[][];
    expect(Object.keys(selection[0])).toEqual(['name', 'back']);
  });

  it('has six digits of every number: those that the expected values are made from', () => {
    for (const name of Object.keys(exercises))
      for (const [number] of JSON.stringify(questionsOf(exerciseNamed('test', name), 7)).matchAll(
        /-?\d[\d.e-]*/g,
      ))
        expect(Number(Number(number).toPrecision(6))).toBe(Number(number));
  });
});

describe('The cases that students see', () => {
  it('are in the file as the judge makes them: node scripts/exercises/visible.mjs', () => {
    expect(readFileSync(file, 'utf8')).toBe(visible());
  });

  it('are judged by their values as the judge judges them', () => {
    for (const [name, exercise] of Object.entries(exercises)) {
      const inputs = exercise.cases(VISIBLE_SEED);
      for (const slip of exercise.slips ?? []) {
        const outcomes = inputs.map((input) => ({ value: slip.value(input) }));
        const sheet = visibleSheet(name)!;
        const seen = verdictOn(judgedBy(sheet), sheet.hints, outcomes);
        expect(seen.status).toBe('wrong');
        expect(seen).toEqual(judge(exercise, VISIBLE_SEED, outcomes));
      }
    }
  });
});

describe('A check', () => {
  const name = 'chain-rule/sigmoid-derivative';

  it('throws what it has to say', () => {
    expect(() => check(name, (z: number) => z * (1 - z))).toThrow(WrongAnswer);
    expect(() => check(name, (z: number) => z * (1 - z))).toThrow(
      'sigmoidPrime(0): expected 0.25, got 0. This is what comes out when z is taken for the value of the sigmoid.',
    );
  });

  it('tells a stub that was left alone from a wrong answer, and from an error', () => {
    const stub = (): never => {
      throw new Error('not attempted');
    };
    expect(() => check(name, stub)).toThrow(NotAttempted);
    expect(() => check(name, () => (null as unknown as number[]).length)).toThrow(
      /^sigmoidPrime\(0\): it stopped with TypeError: Cannot read properties of null/,
    );
    expect(() => check(name, () => 'a quarter')).toThrow("it gives 'a quarter' where numbers are expected");
    expect(() => check(name, () => Promise.resolve(1))).toThrow('it gives a promise');
  });

  it('names what it takes', () => {
    expect(() => check('chain-rule/sigmoid', () => 1)).toThrow(
      /did you mean 'chain-rule\/chain'|is not one of/,
    );
    expect(() => check(name, 1 as unknown as () => number)).toThrow('answer must be a function');
    expect(() => grade(name, () => 1, -1)).toThrow(RangeError);
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    expect(() => check('activations/dead-units', (a: tf.Tensor) => a.max(0))).toThrow(WrongAnswer);
    expect(tf.memory().numTensors).toBe(before);
  });
});
