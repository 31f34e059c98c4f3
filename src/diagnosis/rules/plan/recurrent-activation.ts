import { activationNameOf, traitsOf } from '../../../activations';
import { nestedLayers } from '../../../backend';
import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

/** The number of steps from which on growth of a few percent a step is growth without bound. */
const LONG = 20;

/** A gated cell bounds its state by tanh; with a ReLU the state, and its gradient, can grow at each step. */
export const recurrentActivation: Rule<Plan> = {
  name: 'recurrent-activation',
  cause: 'exploding-gradient',
  summary: 'a gated recurrent layer has an activation without an upper bound over many steps',
  source: 'arithmetic: factors above 1 multiply over the steps (Pascanu et al. 2013, section 2.1)',
  notebook: '10-through-time',
  inspect: ({ calls, inputs }) =>
    calls.all
      .map((call) => {
        const { cell } = nestedLayers(call.layer);
        const data = inputs.find(({ name }) => name === call.inputs[0]?.layer.name)?.data;
        return {
          name: call.layer.name,
          activation: cell && /^(LSTM|GRU)Cell$/.test(cell.getClassName()) ? activationNameOf(cell) : null,
          steps: call.inputShapes[0]?.[1] ?? data?.rowShape[0] ?? 0,
        };
      })
      .filter(
        ({ activation, steps }) =>
          activation !== null && traitsOf(activation)?.range[1] === Infinity && steps >= LONG,
      )
      .slice(0, 1)
      .map(({ name, activation, steps }) => ({
        severity: 'warning',
        confidence: 0.6,
        layer: name,
        evidence: {
          quantity: 'steps of a sequence',
          value: steps,
          threshold: LONG,
          basis: 'arithmetic: 1.1 to the power of 20 is 6.7',
        },
        problem: `${name} has the activation ${activation} over ${steps} steps`,
        meaning:
          'Gates assume a candidate between −1 and 1. Without a bound the state feeds its own growth from step to step, until the ' +
          'loss is infinite.',
        remedy: {
          text: "Use the default activation, 'tanh'.",
          code: "tf.layers.lstm({ units, activation: 'tanh' })",
        },
      })),
};
