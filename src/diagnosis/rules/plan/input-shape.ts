import type { Symptom } from '../../finding';
import { fitsShape, formatShape } from '../../../hooks';
import type { InputPlan, Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

/** x has another shape, or another kind of values, than the model takes. */
export const inputShape: Rule<Plan> = {
  name: 'input-shape',
  cause: 'data-mistake',
  summary: 'x does not have the shape that the model takes',
  source: 'arithmetic: the shape of the input layer',
  notebook: null,
  inspect: ({ inputs }) =>
    inputs.filter((input) => !isNumeric(input) || !fitsShape(openRows(input), input.shape)).map(symptomOf),
};

/** The shape of x with its rows left open: a model of a fixed batch size takes any number of batches. */
const openRows = ({ tensor }: InputPlan): readonly (number | null)[] => [null, ...tensor.shape.slice(1)];

const isNumeric = ({ tensor: { dtype } }: InputPlan): boolean => dtype !== 'string' && dtype !== 'complex64';

function symptomOf(input: InputPlan): Symptom {
  const { name, shape, tensor } = input;
  const [takes, got] = [formatShape(shape), formatShape(tensor.shape)];
  const differing = shape.findIndex((size, i) => i > 0 && size !== null && size !== tensor.shape[i]);
  const axis = tensor.rank === shape.length ? differing : -1;
  const ofKind = isNumeric(input) ? '' : ` of dtype ${tensor.dtype}`;
  return {
    severity: 'error',
    confidence: 1,
    layer: name,
    evidence: {
      quantity: axis < 1 ? 'axes of x' : `size of axis ${axis} of x`,
      value: axis < 1 ? tensor.rank : tensor.shape[axis]!,
      threshold: axis < 1 ? shape.length : shape[axis]!,
      basis: `the input of the model, ${takes}`,
    },
    problem: `x has the shape ${got}${ofKind}, and the model takes ${takes}${isNumeric(input) ? '' : ' of numbers'}`,
    meaning: 'fit refuses the data before the first step.',
    remedy: remedyOf(input),
  };
}

function remedyOf(input: InputPlan): Symptom['remedy'] {
  const { shape, tensor } = input;
  if (!isNumeric(input)) return { text: 'Make numbers of the values first.', code: null };
  const [takes, got] = [shape.slice(1), tensor.shape.slice(1)];
  const written = `[${['-1', ...takes.map((size) => size ?? '…')].join(', ')}]`;
  if (tensor.rank === shape.length - 1) {
    if (fitsShape([...tensor.shape, 1], shape))
      return { text: 'Add an axis of channels at the end.', code: 'x.expandDims(-1)' };
    if (fitsShape([1, ...tensor.shape], shape))
      return { text: 'Write one example as a batch of one.', code: 'x.expandDims(0)' };
  }
  if (
    tensor.rank === shape.length + 1 &&
    fitsShape(
      tensor.shape.filter((_, i) => i !== 1),
      shape,
    ) &&
    got[0] === 1
  )
    return { text: 'Drop the axis of size 1 behind the rows.', code: 'x.squeeze([1])' };
  if (tensor.rank === 2 && shape.length === 2 && takes[0] === tensor.shape[0])
    return { text: 'x has features in its rows: transpose it.', code: 'x.transpose()' };
  const size = (sizes: readonly (number | null)[]): number =>
    sizes.reduce<number>((a, b) => a * (b ?? NaN), 1);
  if (size(takes) === size(got))
    return { text: 'A row has as many values as the model takes: reshape x.', code: `x.reshape(${written})` };
  return {
    text: 'Build the first layer for the rows of x, or choose the columns that the model was built for.',
    code: `inputShape: [${got.join(', ')}] // of the first layer`,
  };
}
