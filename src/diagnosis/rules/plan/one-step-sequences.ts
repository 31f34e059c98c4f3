import { layerSettings, nestedLayers } from '../../../backend';
import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

/** A recurrent layer over one step never uses its recurrent weights. */
export const oneStepSequences: Rule<Plan> = {
  name: 'one-step-sequences',
  cause: 'recurrent-sequence-misuse',
  summary: 'a recurrent layer gets sequences of one step',
  source: 'arithmetic: the state before the first step is 0, and so is what the recurrent weights make of it',
  notebook: '10-through-time',
  inspect: ({ calls, inputs }) =>
    calls.all
      .filter(({ layer }) => nestedLayers(layer).cell !== undefined && layerSettings(layer).stateful !== true)
      .map((call) => {
        const data = inputs.find(({ name }) => name === call.inputs[0]?.layer.name)?.data;
        return { call, length: call.inputShapes[0]?.[1] ?? data?.rowShape[0] ?? null };
      })
      .filter(({ length }) => length === 1)
      .slice(0, 1)
      .map(({ call }) => ({
        severity: 'warning',
        confidence: 0.7,
        layer: call.layer.name,
        evidence: {
          quantity: 'steps of a sequence',
          value: 1,
          threshold: 2,
          basis: 'arithmetic: the state before the first step is 0',
        },
        problem: `The sequences of ${call.layer.name} have one step of ${call.inputShapes[0]?.at(-1) ?? 'some'} values`,
        meaning:
          'The layer is then a dense layer with gates: its recurrent weights are never used. Time is likely on the wrong axis.',
        remedy: {
          text: 'Shape x as [rows, steps, values per step], or use a dense layer.',
          code: 'const sequences = x.reshape([rows, steps, valuesPerStep]);',
        },
      })),
};
