import { areIndices, expandedShape, fitsShape, formatShape } from '../../../hooks';
import type { Cause, Remedy, Symptom } from '../../finding';
import { headFor, headRemedy } from '../../plan/head';
import { optimizerCode } from '../../plan/optimizer-code';
import { LOSS_KINDS } from '../../plan/loss-kinds';
import type { OutputPlan, Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

type Shape = readonly (number | null)[];

/** y has another shape than output and loss take: fit refuses it, and where others broadcast, every example learns others' targets. */
export const targetShape: Rule<Plan> = {
  name: 'target-shape',
  cause: 'labels-do-not-fit-output',
  summary: 'y does not have the shape that output and loss take',
  source: 'arithmetic: shapes; NumPy’s broadcasting for what Keras does with them',
  notebook: null,
  inspect: (plan) =>
    plan.checked === null && (plan.isLossGiven || plan.outputs.every(({ loss }) => loss !== null))
      ? plan.outputs.filter((output) => !fits(output)).map((output) => symptomOf(plan, output))
      : [],
};

/** The shape of y with its rows left open, since another rule counts them. */
const openRows = ({ tensor }: OutputPlan): Shape => [null, ...tensor.shape.slice(1)];

/** The shape that the loss takes. */
const expectedShape = ({ shape, lossName }: OutputPlan): Shape =>
  lossName === 'sparseCategoricalCrossentropy' ? [...shape.slice(0, -1), 1] : shape;

function fits(output: OutputPlan): boolean {
  const [y, { shape, lossName, tensor }] = [openRows(output), output];
  if (tensor.dtype === 'string' || tensor.dtype === 'complex64') return false;
  if (lossName === 'crossEntropy' && isIndexShape(y, shape)) return true;
  // A loss function of the caller's gets y as it is.
  if (lossName === null && tensor.rank === 1 && shape.length > 1) return false;
  return fitsShape(lifted(y, shape.length), expectedShape(output));
}

const lifted = (y: Shape, rank: number): Shape => expandedShape(y, rank);

const isIndexShape = (y: Shape, output: Shape): boolean =>
  areIndices(y as readonly number[], output) && fitsShape(y.slice(0, output.length - 1), output.slice(0, -1));

function symptomOf(plan: Plan, output: OutputPlan): Symptom {
  const { name, tensor, lossName, target } = output;
  const isNumeric = tensor.dtype !== 'string' && tensor.dtype !== 'complex64';
  const expected = expectedShape(output);
  const { cause, meaning, remedy } = isNumeric
    ? explanationOf(plan, output)
    : {
        cause: 'labels-do-not-fit-output' as const,
        meaning: `A loss needs numbers, and y has the dtype ${tensor.dtype}.`,
        remedy:
          tensor.dtype === 'complex64'
            ? {
                text: 'Train on real and imaginary parts as two outputs.',
                code: 'const targets = tf.concat([tf.real(y), tf.imag(y)], -1);',
              }
            : {
                text: 'Number the classes from 0, and train with these indices.',
                code: "const names = [...new Set(labels)];\nconst y = tf.tensor1d(labels.map((label) => names.indexOf(label)), 'float32');",
              },
      };
  return {
    severity: 'error',
    confidence: 1,
    layer: name,
    cause,
    evidence: {
      quantity: 'values in a row of y',
      value: target.rowShape.reduce((a, b) => a * b, 1),
      threshold: expected.slice(1).reduce<number>((a, b) => a * (b ?? 1), 1),
      basis: `the shape that ${lossName ?? 'the loss'} takes for this output, ${formatShape(expected)}`,
    },
    problem: `y has the shape ${formatShape(tensor.shape)}, and ${name} with ${lossName ?? 'its loss function'} takes ${formatShape(expected)}`,
    meaning,
    remedy,
  };
}

interface Explanation {
  readonly cause: Cause;
  readonly meaning: string;
  readonly remedy: Remedy;
}

const REFUSED = 'fit refuses the data before the first step.';

function explanationOf(plan: Plan, output: OutputPlan): Explanation {
  const { shape, tensor, encoding, units, loss, name, lossName } = output;
  const y = openRows(output);
  const labels = (meaning: string, remedy: Remedy): Explanation => ({
    cause: 'labels-do-not-fit-output',
    meaning,
    remedy,
  });
  const takes = loss === null ? null : LOSS_KINDS[loss].targets;
  const areClasses = encoding === 'indices' || encoding === 'binary';
  const areRows = encoding === 'oneHot' || encoding === 'distribution';
  const classes = units ?? 0;
  if (takes === 'indices' && areRows && fitsShape(y, shape))
    return labels(
      `The loss takes class indices, and y holds a row of ${classes} values for each. ${REFUSED}`,
      {
        text: "Train with 'categoricalCrossentropy', which takes such rows.",
        code: `model.compile({ optimizer: ${optimizerCode(plan.optimizer)}, loss: 'categoricalCrossentropy' });`,
      },
    );
  if (takes === 'indices' && areClasses && isIndexShape(y, shape))
    return labels(`y has one class index for each place, and lacks the last axis, of size 1. ${REFUSED}`, {
      text: 'Add the axis.',
      code: `const targets = y.toFloat().expandDims(-1);`,
    });
  if (classes > 1 && areClasses && isIndexShape(y, shape)) {
    const isSoftmax = output.activation === 'softmax' && lossName === 'categoricalCrossentropy';
    return labels(
      `y holds class indices, and the loss takes a row of ${classes} values for each. ${REFUSED}`,
      isSoftmax && output.target.max < classes
        ? headRemedy(plan, output)
        : {
            text: `Write the class indices as one-hot rows${isSoftmax ? '' : `, or give the output a softmax with 'sparseCategoricalCrossentropy'`}.`,
            code: `const targets = tf.oneHot(y.toInt()${tensor.rank > 1 && y.at(-1) === 1 ? '.squeeze([-1])' : ''}, ${Math.max(classes, output.target.max + 1)});`,
          },
    );
  }
  if (tensor.rank === shape.length && fitsShape(y.slice(0, -1), shape.slice(0, -1)) && (y.at(-1) ?? 1) > 1) {
    const head = headFor(output);
    return {
      cause:
        classes === 1 && !areRows && encoding !== 'multiLabel'
          ? 'shape-broadcast'
          : 'labels-do-not-fit-output',
      meaning: `${name} has ${classes} ${classes === 1 ? 'unit' : 'units'}, and y has ${head.units} values for each. ${REFUSED}`,
      remedy: headRemedy(plan, output),
    };
  }
  if (tensor.rank > shape.length || (tensor.rank === shape.length && shape.length > 2))
    return tooManyAxes(output);
  if (tensor.rank < shape.length && tensor.rank > 1) return tooFewAxes(plan, output);
  if (tensor.rank === 1 && shape.length === 2 && classes === 1)
    return {
      cause: 'shape-broadcast',
      meaning:
        'An operation on y [batch] and the output [batch, 1] makes a [batch, batch] of them: every output learns every target.',
      remedy: { text: 'Give y a column.', code: 'const targets = y.expandDims(1);' },
    };
  if (shape.length > 2) return tooFewAxes(plan, output);
  return {
    cause: 'shape-broadcast',
    meaning: `${name} has ${classes} units, and y has one number for each example. fit refuses it; where a loss broadcasts, all units learn the same number.`,
    remedy: headRemedy(plan, output),
  };
}

/** y has axes that the output has not. */
function tooManyAxes({ shape, tensor, name }: OutputPlan): Explanation {
  const squeezed = tensor.shape.slice(1).filter((size) => size !== 1);
  const isOnlyOnes = fitsShape([null, ...squeezed], shape) || fitsShape([null, ...squeezed, 1], shape);
  const perStep = tensor.shape.length > shape.length;
  return {
    cause: 'labels-do-not-fit-output',
    meaning: isOnlyOnes
      ? `y has an axis of size 1 that the output has not. ${REFUSED}`
      : perStep
        ? `y has targets for each step or place, and ${name} gives one row for the whole example. ${REFUSED}`
        : `y and the output have different numbers of steps or places. ${REFUSED}`,
    remedy: isOnlyOnes
      ? {
          text: 'Drop the axis.',
          code: `const targets = y.reshape([-1, ${shape
            .slice(1)
            .map((size) => size ?? '…')
            .join(', ')}]);`,
        }
      : perStep
        ? {
            text: 'Let the layers keep the steps (returnSequences: true, no flatten or global pooling), or give one target for an example.',
            code: 'const targets = y.gather(y.shape[1] - 1, 1); // where the last step’s target is meant',
          }
        : { text: `Bring y to the shape of the output, ${formatShape(shape)}.`, code: null },
  };
}

/** The output has axes that y has not. */
function tooFewAxes({ layers }: Plan, { shape, tensor, name, units }: OutputPlan): Explanation {
  if (fitsShape([null, ...tensor.shape.slice(1), 1], shape))
    return {
      cause: 'shape-broadcast',
      meaning:
        'y lacks the last axis, of size 1. fit refuses it; where a loss broadcasts, every step learns the targets of all steps.',
      remedy: { text: 'Add the axis.', code: 'const targets = y.expandDims(-1);' },
    };
  const sequence = layers.findLast((layer) => layer.getConfig().returnSequences === true);
  return {
    cause: 'labels-do-not-fit-output',
    meaning: `${name} gives ${units ?? 'its'} values at each of several places (${formatShape(shape)}), and y has one target for an example. ${REFUSED}`,
    remedy:
      sequence === undefined
        ? {
            text: 'Bring the places together before the last dense layer: flatten or pool them.',
            code: `tf.layers.flatten() // before ${name}`,
          }
        : {
            text: 'Let the last recurrent layer give its last step only.',
            code: `returnSequences: false // of ${sequence.name}`,
          },
  };
}
