// An optimiser as code: pasted, it is the same optimiser but for its learning rate.
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { tf } from '../../../src';
import { optimizerCode } from '../../../src/diagnosis/plan/optimizer-code';
import { checkOptimizer } from '../../../src/training';

const made = {
  sgd: () => tf.train.sgd(0.5),
  momentum: () => tf.train.momentum(0.5, 0.95, true),
  'adam as tfjs has it': () => tf.train.adam(0.5),
  'adam with a decay': () => tf.train.adam(0.5, 0.8),
  adamax: () => tf.train.adamax(0.5, 0.9, 0.99, 1e-6, 0.01),
  rmsprop: () => tf.train.rmsprop(0.5, 0.9, 0.3, 1e-5, true),
  adagrad: () => tf.train.adagrad(0.5, 0.2),
  adadelta: () => tf.train.adadelta(0.5, 0.8),
};

describe('an optimiser as code', () => {
  it.each(Object.entries(made))('is the same one at another rate: %s', (_, create) => {
    const given = create();
    const code = optimizerCode(checkOptimizer('test', 'optimizer', given), 0.125);
    const pasted = runInNewContext(code, { tf }) as tf.Optimizer;
    expect(pasted.getClassName()).toBe(given.getClassName());
    expect(pasted.getConfig()).toEqual({ ...given.getConfig(), learningRate: 0.125 });
  });

  it('leaves out what tfjs takes by itself', () => {
    expect(optimizerCode(checkOptimizer('test', 'optimizer', tf.train.rmsprop(0.5, 0.9)))).toBe(
      'tf.train.rmsprop(0.5)',
    );
  });

  it('has the settings of one that is given by name', () => {
    const spec = { name: 'momentum', learningRate: 0.1, momentum: 0.8 };
    expect(optimizerCode(checkOptimizer('test', 'optimizer', spec))).toBe('tf.train.momentum(0.1, 0.8)');
  });

  it('is adam for a class that tfjs does not have', () => {
    class Lion extends tf.SGDOptimizer {
      static override get className(): string {
        return 'Lion';
      }
    }
    expect(optimizerCode(checkOptimizer('test', 'optimizer', new Lion(0.1)))).toBe("'adam'");
  });
});
