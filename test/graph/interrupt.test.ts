// Interrupts of compiled steps, which end code anywhere and run no `finally`, as the kernel's do: timeouts of Node's vm.
import { createContext, Script } from 'node:vm';
import { expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { compile } from '../../src/graph';
import { loadAddon } from '../../src/graph/native/addon';

// There is no native engine where set-up found no compiler.
const engines = (['tensorflow', 'native'] as const).slice(0, typeof loadAddon() === 'string' ? 1 : 2);

const numbers = (variables: tf.Variable[]): number[][] => variables.map((one) => [...one.dataSync()]);

// A tensor whose making or disposal is cut off stays in tfjs's count.
test.each(engines)('leave all variables after the same number of steps, in %s', (engine) => {
  const variables = [0, 1, 2].map(() => tf.variable(tf.zeros([3])));
  let traces = 0;
  const step = compile(
    () => {
      traces++;
      for (const one of variables) one.assign(tf.add(one, 1));
      return tf.sum(variables[0]);
    },
    { engine, name: 'step' },
  );
  const takeStep = (): void => {
    step().dispose();
  };
  takeStep();
  const script = new Script('for (;;) takeStep();');
  const context = createContext({ takeStep });
  for (let i = 0; i < 40; i++) {
    expect(() => {
      script.runInContext(context, { timeout: 1 + (i % 5) });
    }).toThrow(/timed out/);
    const [steps] = variables[0].dataSync();
    expect(numbers(variables)).toEqual(Array(3).fill([steps, steps, steps]));
    expect(traces).toBe(1); // the graph is still there
  }
  const [steps] = variables[0].dataSync();
  takeStep();
  expect(numbers(variables)).toEqual(Array(3).fill([steps + 1, steps + 1, steps + 1]));
  step.dispose();
  tf.dispose(variables);
});
