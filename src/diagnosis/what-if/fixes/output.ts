import { LOSS_NAMES, type LossName } from '../../../hooks';
import { headFor } from '../../plan/head';
import { LOSS_KINDS, type KnownLoss } from '../../plan/loss-kinds';
import type { OutputPlan } from '../../plan/plan';
import { changeLayers, type ModelConfig } from '../model-config';
import type { AppliedFix, Facts, Fix, Subject } from '../subject';

/** An output that suits targets, with its loss. */
interface Suitable {
  readonly units: number;
  /** The activation of the output; null for none. */
  readonly activation: string | null;
  readonly loss: LossName;
  readonly relabel: Subject['relabel'];
}

/** The output activation and the loss that the targets need, and as many units as they have classes or columns. */
export const output: Fix = {
  name: 'output',
  notebook: null,
  apply(subject, facts) {
    const { output: now } = facts;
    // A loss that is not recognised may compute the activation itself.
    const loss = now?.loss ?? null;
    if (now?.shape.length !== 2 || loss === null || now.encoding === 'constant') return null;
    const next = suitableFor(now, loss);
    if (isSuitable(now, loss, next)) return null;
    return subject.spec === null
      ? ofModel(subject, facts, now, next)
      : ofSpec(subject, subject.spec, now, next);
  },
};

/** The output that fits the targets, with the loss as it is where that fits too. */
function suitableFor(now: OutputPlan, loss: KnownLoss): Suitable {
  const { encoding, target } = now;
  const head = headFor(now);
  const { output: takes, targets, isRegression } = LOSS_KINDS[loss];
  const isRight =
    encoding === 'numbers'
      ? isRegression && takes === 'numbers'
      : takes === 'distribution' && targets === LOSS_KINDS[head.loss].targets;
  const relabel =
    encoding === 'signs' ? 'y.add(1).div(2)' : encoding === 'indices' && target.min === 1 ? 'y.sub(1)' : null;
  const isNamed = (LOSS_NAMES as readonly string[]).includes(loss);
  return { ...head, loss: (isRight && isNamed ? loss : head.loss) as LossName, relabel };
}

/** Whether an output fits its targets already, also by a loss that has the activation in itself. */
function isSuitable({ units, activation, encoding }: OutputPlan, loss: KnownLoss, next: Suitable): boolean {
  const { output: takes, targets } = LOSS_KINDS[loss];
  if (encoding === 'signs' && targets === 'signs') return activation === null || activation === 'tanh';
  if (units !== next.units) return false;
  if (activation === null && next.activation === 'softmax' && takes === 'logits') return true;
  if (activation === null && next.activation === 'sigmoid' && takes === 'binaryLogits')
    return next.relabel === null;
  return activation === next.activation && loss === next.loss && next.relabel === null;
}

function ofModel(
  subject: Subject,
  { outputLayers }: Facts,
  now: OutputPlan,
  { units, activation, loss, relabel }: Suitable,
): AppliedFix | null {
  const isSame = units === now.units && activation === now.activation;
  const settings = `units: ${units}${activation === null ? '' : `, activation: '${activation}'`}`;
  const change = [
    ...(isSame ? [] : [`tf.layers.dense({ ${settings} })`]),
    ...(relabel === null ? [] : [relabel]),
    `loss: '${loss}'`,
  ].join(', ');
  if (isSame) return { subject: { ...subject, loss, relabel }, change };
  const config = subject.config && withOutput(subject.config, outputLayers, units, activation);
  return config && { subject: { ...subject, config, loss, relabel }, change };
}

/** The config with another output: the matrix gets the activation, and activations behind it none. Null without a dense output. */
function withOutput(
  config: ModelConfig,
  outputLayers: ReadonlySet<string>,
  units: number,
  activation: string | null,
): ModelConfig | null {
  let count = 0;
  const changed = changeLayers(config, ({ name, className, config: own }) => {
    if (!outputLayers.has(name)) return null;
    if (className === 'Dense') {
      count++;
      return [{ className, config: { ...own, units, activation: activation ?? 'linear' } }];
    }
    const isActivation = /^(Activation|ReLU|LeakyReLU|ELU|PReLU|ThresholdedReLU|Softmax|Clipped)$/.test(
      className,
    );
    return isActivation ? [{ className: 'Activation', config: { activation: 'linear' } }] : null;
  });
  return count === 1 ? changed : null;
}

/** A spec's output has no activation: cross-entropy on logits, or a loss of numbers. */
function ofSpec(
  subject: Subject,
  spec: NonNullable<Subject['spec']>,
  now: OutputPlan,
  next: Suitable,
): AppliedFix | null {
  if (next.relabel === 'y.add(1).div(2)' || now.encoding === 'multiLabel') return null;
  const { relabel } = next;
  const outputs = now.encoding === 'binary' ? Math.max(2, next.units) : next.units;
  const loss = next.activation === null ? next.loss : 'crossEntropy';
  if (outputs === now.units && loss === now.loss && relabel === null) return null;
  return {
    subject: { ...subject, spec: { ...spec, outputs }, loss, relabel },
    change: [`outputs: ${outputs}`, ...(relabel === null ? [] : [relabel]), `loss: '${loss}'`].join(', '),
  };
}
