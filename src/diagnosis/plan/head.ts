// The output layer, loss and form of y that fit the targets: what remedies suggest.
import type { Remedy } from '../finding';
import type { KnownLoss } from './loss-kinds';
import { optimizerCode } from './optimizer-code';
import type { OutputPlan, Plan } from './plan';

/** An output layer with the loss and the form of the targets that go with it. */
export interface Head {
  readonly units: number;
  readonly activation: 'softmax' | 'sigmoid' | null;
  readonly loss: KnownLoss;
  /** The task in words: '3 exclusive classes'. */
  readonly task: string;
  /** The expression that makes the targets of y; 'y' where they are right as they are. */
  readonly targets: string;
}

/** The output that fits the targets of an output. */
export function headFor({ target, encoding, units, tensor, shape }: OutputPlan): Head {
  const width = target.rowShape.at(-1) ?? 1;
  const float = tensor.dtype === 'float32' ? '' : '.toFloat()';
  // fit lifts [batch] to [batch, 1]; a y per step has to have the last axis.
  const column = tensor.rank > 1 && tensor.rank === shape.length - 1 ? '.expandDims(-1)' : '';
  switch (encoding) {
    case 'binary':
    case 'indices': {
      const classes = Math.max(target.max + 1 - (target.min === 1 ? 1 : 0), units ?? 0, 2);
      if (encoding === 'binary' && (units ?? 1) === 1)
        return head(1, 'sigmoid', 'binaryCrossentropy', 'two classes', `y${column}`);
      const from0 = target.min === 1 && encoding === 'indices' ? '.sub(1)' : '';
      const targets = `y${float}${from0}${column}`;
      return head(
        classes,
        'softmax',
        'sparseCategoricalCrossentropy',
        `${classes} exclusive classes as indices`,
        targets,
      );
    }
    case 'signs':
      return head(1, 'sigmoid', 'binaryCrossentropy', 'two classes', `y${float}.add(1).div(2)${column}`);
    case 'oneHot':
    case 'distribution':
      return head(width, 'softmax', 'categoricalCrossentropy', `${width} exclusive classes`, 'y');
    case 'multiLabel':
      return head(width, 'sigmoid', 'binaryCrossentropy', `${width} independent labels`, 'y');
    case 'constant':
    case 'numbers': {
      const outputs = column === '' ? width : 1;
      return head(
        outputs,
        null,
        'meanSquaredError',
        outputs === 1 ? 'a number' : `${outputs} numbers`,
        `y${column}`,
      );
    }
  }
}

const head = (
  units: number,
  activation: Head['activation'],
  loss: KnownLoss,
  task: string,
  targets: string,
): Head => ({ units, activation, loss, task, targets });

/** Numbers whose root mean square is beyond this are standardised first: the first outputs are of about 1. */
const LARGE = 10;

/** The change to the output that fits the targets, as words and code; what is right already is left out. */
export function headRemedy(plan: Plan, output: OutputPlan): Remedy {
  const { units, activation, loss, task, targets } = headFor(output);
  const { mean, std } = output.target;
  // A recurrent layer as output is bounded by an activation of its own.
  const isBounded = output.activation === null && output.range !== null && output.range.min > -Infinity;
  const isLayerRight =
    output.units === units && output.activation === activation && !(activation === null && isBounded);
  const isLossRight =
    output.lossName === loss || (loss === 'meanSquaredError' && output.lossName === 'meanAbsoluteError');
  const isLarge = loss === 'meanSquaredError' && Math.hypot(mean, std) > LARGE && std > 0;
  const layerWords = `${units} ${units === 1 ? 'unit' : 'units'} ${activation === null ? 'without activation' : `with ${activation}`}`;
  const words = [
    isLayerRight ? '' : `the output has ${layerWords}`,
    isLossRight ? '' : `the loss is '${loss}'`,
    targets === 'y' ? '' : 'y is written as below',
    isLarge ? 'y is standardised' : '',
  ].filter((part) => part !== '');
  const settings =
    activation === null ? `{ units: ${units} }` : `{ units: ${units}, activation: '${activation}' }`;
  const code = [
    isLayerRight
      ? ''
      : `const output = tf.layers.dense(${settings}); // ${isBounded ? 'behind' : 'in the place of'} ${isBounded ? output.name : output.replaced}`,
    isLossRight && isLayerRight
      ? ''
      : `model.compile({ optimizer: ${optimizerCode(plan.optimizer)}, loss: '${loss}' });`,
    isLarge ? 'const { mean, variance } = tf.moments(y, 0);' : '',
    isLarge ? `const targets = ${targets}.sub(mean).div(variance.sqrt());` : '',
    targets !== 'y' && !isLarge ? `const targets = ${targets};` : '',
    targets !== 'y' || isLarge ? 'await model.fit(x, targets, { epochs });' : '',
    isLarge ? 'const predicted = model.predict(x).mul(variance.sqrt()).add(mean); // in the units of y' : '',
  ].filter((line) => line !== '');
  const list = words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : words.join('');
  return {
    text: words.length === 0 ? `For ${task}, output and loss fit.` : `For ${task}: ${list}.`,
    code: code.length === 0 ? null : code.join('\n'),
    fixes: code.length === 0 ? [] : isLarge ? ['output', 'scale y'] : ['output'],
  };
}
