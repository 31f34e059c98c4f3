// The networks of the exercises on diagnosis have the faults that their texts promise; the float64 network judges them.
import { describe, expect, it } from 'vitest';
import { mlp, observe, tf, type MlpSpec } from '../../src';
import { adapterOf } from '../../src/exercises/adapters';
import { passesOf } from '../../src/exercises/adapters/hand-written-gradients';
import type { Call } from '../../src/exercises/exercise';
import { faultOf } from '../../src/exercises/expectation';
import { judge, questionsOf } from '../../src/judge/judge';
import { stepOf, type CurveName, type Layer, type Norm } from '../../src/judge/subjects/diagnosis/network';
import { norm, normals, type Matrix } from '../../src/judge/oracle';
import type { FaultyNetwork } from '../../src/judge/subjects/diagnosis/faulty-networks';
import { plain } from '../../src/exercises/plain';
import { exercises } from '../../src/judge/table';
import { randomStream } from '../../src/random';

const seeds = Array.from({ length: 20 }, (_, i) => 200 + i);
const normsOf = (layers: readonly Layer[], quantity: 'da' | 'dz' | 'dw'): number[] =>
  layers.map((layer) => norm(layer[quantity].flat()));

/** The norms of a quantity, first layer first. */
const observed = (model: tf.LayersModel, x: tf.Tensor, y: tf.Tensor, quantity: string): number[] =>
  (observe(model, x, y).layers.objects() as { quantity: string; norm: number }[])
    .filter((row) => row.quantity === quantity)
    .map((row) => row.norm);

describe('The float64 network takes the same step as mlp', () => {
  const activations: CurveName[] = ['sigmoid', 'tanh', 'relu'];
  const normalizations: Norm[] = ['none', 'batch', 'layer', 'rms'];
  const all = activations.flatMap((activation) =>
    normalizations.flatMap((normalization) =>
      [false, true].map((skip) => ({ activation, normalization, skip })),
    ),
  );
  it.each(all)('$activation, $normalization, skip $skip', ({ activation, normalization, skip }) => {
    const random = randomStream(1, 'batch');
    const x = normals(12, 10, random);
    const y = Array.from(x, () => random.uniformInteger(4));
    const spec = { inputs: 10, hidden: [10, 10, 10], outputs: 4, activation, normalization, skip, seed: 3 };
    const model = mlp(spec);
    const parts = model.layers
      .filter(({ name }) => /^dense|^logits/.test(name))
      .map((layer) => layer.getWeights().map((w) => w.arraySync()) as [Matrix, number[]]);
    const layers = stepOf(
      {
        activation,
        norm: normalization,
        skip,
        weights: parts.map(([w]) => w),
        biases: parts.map(([, b]) => b),
      },
      x,
      y,
    );
    const batch = [tf.tensor2d(x), tf.tensor1d(y, 'int32')] as const;
    for (const [quantity, own] of [
      ['dL/dz', 'dz'],
      ['dL/dW', 'dw'],
      ['dL/da', 'da'],
    ] as const) {
      const theirs = observed(model, ...batch, quantity);
      const mine = normsOf(layers, own).slice(0, theirs.length);
      theirs.forEach((value, l) => expect(mine[l] / value).toBeCloseTo(1, 3));
    }
    model.dispose();
    tf.dispose([...batch]);
  });
});

const share = (flags: readonly boolean[]): number => flags.filter(Boolean).length / flags.length;

it('One layer of a faulty network hands on less than a hundredth of its gradient, all others more than a tenth', () => {
  for (const network of seeds.flatMap(
    (seed) => exercises['diagnosis/faulty-layer'].cases(seed) as FaultyNetwork[],
  )) {
    const layers = stepOf(network, network.x, network.y).slice(0, -1);
    const sizes = normsOf(layers, 'da');
    sizes.slice(1).forEach((size, i) => {
      const handedOn = sizes[i] / size;
      if (i + 2 === network.depth) expect(handedOn).toBeLessThan(0.01 / 2);
      else if (size > 0) expect(handedOn).toBeGreaterThan(0.1);
    });
    const dead = layers.map(({ a }) => share(a[0].map((_, j) => a.every((row) => row[j] === 0))));
    const beyond = layers.map(({ z }) => share(z.flat().map((v) => Math.abs(v) > Math.atanh(0.97))));
    const at = network.depth - 1;
    expect(dead[at] > 0.9).toBe(network.cause === 'dead');
    if (network.activation === 'tanh') expect(beyond[at] > 0.9).toBe(network.cause === 'saturated');
  }
});

interface Passes {
  forward: (z: number[]) => number[];
  backward: (z: number[], g: number[]) => number[];
}

it('One backward pass of each selection is wrong by over a hundredth, the others by less than a millionth', () => {
  const exercise = exercises['diagnosis/wrong-backward'];
  const [z, g, h] = [[0.4, -1.2, 0.9, 1.7], [1, -2, 0.5, 3], 1e-5];
  const errorOf = ({ forward, backward }: Passes): number => {
    const loss = (i: number, by: number): number =>
      forward(z.map((v, k) => (k === i ? v + by : v))).reduce((sum, a, j) => sum + g[j] * a, 0);
    return Math.max(...backward(z, g).map((v, i) => Math.abs(v - (loss(i, h) - loss(i, -h)) / (2 * h))));
  };
  for (const seed of seeds) {
    const inputs = exercise.cases(seed) as { wrong: number }[];
    for (const [n, lineUp] of questionsOf(exercise, seed).entries())
      passesOf(lineUp as Parameters<typeof passesOf>[0])
        .map((passes) => errorOf(passes as unknown as Passes))
        .forEach((error, i) => {
          if (i === inputs[n].wrong) expect(error).toBeGreaterThan(0.01);
          else expect(error).toBeLessThan(1e-6);
        });
  }
});

describe('A remedy', () => {
  const exercise = exercises['diagnosis/mend'];
  const lists: Record<string, readonly unknown[]> = {
    activation: ['sigmoid', 'tanh', 'relu'],
    initializer: ['pytorch', 'xavierNormal', 'heNormal'],
    normalization: ['none', 'batch', 'layer', 'rms'],
    skip: [false, true],
  };
  const changes = Object.entries(lists).flatMap(([part, choices]) =>
    choices.map((choice) => ({ [part]: choice })),
  );
  const reachesIn = (spec: MlpSpec, x: tf.Tensor, y: tf.Tensor): number => {
    const model = mlp(spec);
    const sizes = observed(model, x, y, 'dL/dz');
    model.dispose();
    return sizes[0] / sizes.at(-2)!;
  };
  const outcomesOf = (answer: Call, seed: number) =>
    exercise.cases(seed).map((input) => {
      let outcome!: ReturnType<typeof plain>;
      tf.tidy(() => {
        outcome = plain(adapterOf('test', 'diagnosis/mend')(answer, input, tf));
      });
      return { value: outcome };
    });

  it('that is seen to help is never judged wrong, and there is one for each network', () => {
    for (const seed of seeds.slice(0, 2)) {
      let helps = 0;
      for (const change of changes) {
        const seen: boolean[] = [];
        const outcomes = outcomesOf(
          ((spec: MlpSpec, x: tf.Tensor, y: tf.Tensor) => {
            const changed = { ...spec, ...change };
            const share = reachesIn(changed, x, y);
            seen.push(JSON.stringify(changed) !== JSON.stringify(spec) && share >= 0.1 && share <= 10);
            return changed;
          }) as Call,
          seed,
        );
        exercise.cases(seed).forEach((input, i) => {
          if (!seen[i]) return;
          helps |= 1 << i;
          expect(exercise.fault!(input, outcomes[i].value), JSON.stringify(change)).toBeNull();
          expect(faultOf(exercise.expectation(input), outcomes[i].value)).toBeNull();
        });
      }
      expect(helps).toBe(2 ** exercise.cases(seed).length - 1);
    }
  });

  it.each([
    [() => 3, 'must be an object'],
    [
      (spec: MlpSpec) => ({ ...spec, activation: 'leakyRelu' }),
      "'leakyRelu' is not one of sigmoid, tanh, relu",
    ],
    [(spec: MlpSpec) => ({ ...spec, hidden: [32] }), "'hidden' is to stay as it is"],
    [(spec: MlpSpec) => ({ ...spec, skip: 2 }), 'skip must be true or false'],
    [(spec: MlpSpec) => ({ ...spec, dropout: 0.1 }), "it has no 'dropout'"],
  ])('is a spec with one change, and nothing else', (answer, message) => {
    expect(() => outcomesOf(answer as Call, 1)).toThrow(message);
  });

  it('is judged by the choice alone', () => {
    const outcomes = exercise.cases(1).map(() => ({ value: [9, 0, 0, 0] }));
    expect(judge(exercise, 1, outcomes).message).toContain('it gives no choice of the parts');
  });
});
