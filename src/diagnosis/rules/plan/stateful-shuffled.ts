import { layerSettings, nestedLayers } from '../../../backend';
import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';
import { countEvidence } from './count-evidence';

/** A stateful layer goes on from the state of the batch before, which shuffled rows give no meaning. */
export const statefulShuffled: Rule<Plan> = {
  name: 'stateful-shuffled',
  cause: 'recurrent-sequence-misuse',
  summary: 'a recurrent layer is stateful, and rows are shuffled by default',
  source:
    'TensorFlow.js: row i of a batch goes on from the state of row i of the batch before; fit shuffles rows',
  notebook: '10-through-time',
  inspect: ({ calls, rows, batchSize }) =>
    calls.all
      .filter(({ layer }) => nestedLayers(layer).cell !== undefined && layerSettings(layer).stateful === true)
      .slice(0, 1)
      .map(({ layer }) => ({
        severity: 'warning',
        confidence: 0.6,
        layer: layer.name,
        evidence: countEvidence(
          'batches that a state is carried through',
          Math.ceil(rows / batchSize),
          'row i of a batch goes on from the state of row i of the batch before',
        ),
        problem: `${layer.name} is stateful: each row goes on from the state that another row of the batch before left`,
        meaning:
          'That is right only where the rows of successive batches continue one another, unshuffled, and the states are reset ' +
          'between sequences. Else the first state is noise.',
        remedy: {
          text: 'Leave stateful out, or pass shuffle: false and reset the states after each epoch.',
          code: 'await model.fit(x, y, { shuffle: false });\nmodel.resetStates();',
        },
      })),
};
