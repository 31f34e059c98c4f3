import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

/** The consequence in fit of int32 targets, by loss; train casts them. */
const IN_FIT: Readonly<Record<string, string>> = {
  sparseCategoricalCrossentropy: 'refuses them: its floor takes float32 only',
  meanAbsolutePercentageError:
    'makes Infinity of the loss: the limit that keeps 0 from being divided by becomes 0',
};

/** Targets of int32 where tfjs's loss takes float32. */
export const labelDtype: Rule<Plan> = {
  name: 'label-dtype',
  cause: 'labels-do-not-fit-output',
  summary: 'int32 targets for a loss of tfjs that takes float32',
  source: 'TensorFlow.js 4.22, run with int32 targets',
  notebook: null,
  inspect: ({ outputs }) =>
    outputs
      .filter(({ tensor, lossName }) => tensor.dtype === 'int32' && lossName !== null && lossName in IN_FIT)
      .map(({ name, lossName, tensor }) => ({
        severity: 'info',
        confidence: 1,
        layer: name,
        evidence: {
          quantity: 'int32 targets',
          value: tensor.size,
          threshold: 0,
          basis: 'TensorFlow.js 4.22, run with int32 targets',
        },
        problem: `y is int32, and ${lossName!} of fit takes float32`,
        meaning: `fit ${IN_FIT[lossName!]!}; train casts them to float32.`,
        remedy: { text: 'Cast y.', code: 'const targets = y.toFloat();' },
      })),
};
