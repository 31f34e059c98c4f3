import { formatNumber } from '../../../format';
import { variableOf } from '../../../backend';
import { mixesInputs } from '../../../hooks';
import { hiddenActivations } from '../../plan/hidden-activations';
import type { OutputPlan, Plan } from '../../plan/plan';
import { kernelOf } from '../../plan/kernels';
import { reachOf, type Reach } from '../../plan/reach';
import type { Rule } from '../../rule';
import type { Symptom } from '../../finding';

/** The size of targets, against the outputs' of about 1 at the start, from which it counts. */
const LARGE = 10;
/** The standard deviation of targets below which steps of an optimiser with a usual rate may be larger. */
const SMALL = 0.03;
/** Losses that compare class indices or counts, or that do not depend on the scale. */
const OTHER_LOSSES = ['sparseCategoricalCrossentropy', 'crossEntropy', 'cosineProximity'];

/** Outputs start at a size of about 1; targets of another size must be reached by the weights first. */
export const targetsNotScaled: Rule<Plan> = {
  name: 'targets-not-scaled',
  cause: 'targets-not-scaled',
  summary: 'y is numbers whose mean or standard deviation is far from 1',
  source: 'arithmetic: Adam moves a weight by about its rate a step (Kingma and Ba 2015, section 2.1)',
  notebook: null,
  inspect: (plan) =>
    plan.outputs
      .filter(({ lossName, encoding }) => encoding === 'numbers' && !OTHER_LOSSES.includes(lossName ?? ''))
      .flatMap((output) => symptomOf(plan, output)),
};

function symptomOf(plan: Plan, output: OutputPlan): Symptom[] {
  const { name, target, activation } = output;
  const last = plan.calls.outputs[plan.outputs.indexOf(output)]?.layer;
  if (!last || last.getClassName() === 'Rescaling') return [];
  const reach = reachOf(plan);
  const start = activation === null ? biasOf(last) : [];
  const std = Math.sqrt(target.columns.reduce((sum, one) => sum + one.std ** 2, 0) / target.columns.length);
  const distance = Math.max(...target.columns.map(({ mean, index }) => Math.abs(mean - (start[index] ?? 0))));
  const size = Math.max(distance, std);
  if (size >= LARGE) {
    const steps = reach.perStep > 0 ? distance / reach.perStep : null;
    const isOut = reach.isBounded && reach.total !== null && size > 10 * growthOf(plan, reach.total);
    return [
      {
        severity: isOut ? 'error' : 'warning',
        confidence: size >= LARGE ** 2 ? 0.9 : 0.75,
        layer: name,
        columns: target.columns.length > 1 ? target.columns.slice(0, 10).map(({ index }) => index) : [],
        evidence: {
          quantity: 'mean or standard deviation of y, whichever is larger',
          value: size,
          threshold: LARGE,
          basis:
            'outputs start at about 1, the scale that initialisations aim at (He et al. 2015, section 2.2)',
        },
        problem:
          `y is not scaled: its values go from ${formatNumber(target.min)} to ${formatNumber(target.max)} ` +
          `(mean ${formatNumber(target.mean)}, standard deviation ${formatNumber(std)}), and outputs start at about 1` +
          (steps !== null && reach.isBounded && steps > 100
            ? `; by the bias of ${name} alone the mean is about ${formatNumber(steps, 2)} steps away`
            : ''),
        meaning: meaningOf(plan, reach),
        remedy: REMEDY,
      },
    ];
  }
  if (reach.isBounded && std > 0 && std < Math.min(SMALL, reach.rate)) {
    return [
      {
        severity: 'warning',
        confidence: 0.7,
        layer: name,
        evidence: {
          quantity: 'standard deviation of y',
          value: std,
          threshold: Math.min(SMALL, reach.rate),
          basis: 'one step moves a weight by about the learning rate (Kingma and Ba 2015, section 2.1)',
        },
        problem: `y is not scaled: its standard deviation is ${formatNumber(std)}, less than one step of the optimiser (${formatNumber(reach.rate)})`,
        meaning:
          'The steps are larger than what differs between the targets, so that the output jumps about them.',
        remedy: REMEDY,
      },
    ];
  }
  return [];
}

const meaningOf = (plan: Plan, { isBounded }: Reach): string =>
  isBounded
    ? 'The optimiser moves a weight by about its rate a step, whatever the loss: most of the training goes into reaching the ' +
      'mean, and the loss hides what differs between rows.'
    : 'The gradient of the first steps is as large as the targets: it throws the weights far off, which ' +
      `${hiddenActivations(plan).hasRelu ? 'kills units or ' : ''}diverges, unless the rate is so small that nothing else is learnt.`;

const REMEDY = {
  text: 'Train on standardised targets, and undo that on predictions.',
  code: 'const { mean, variance } = tf.moments(y, 0);\nconst scaled = y.sub(mean).div(variance.sqrt().add(1e-7));\n// prediction: model.predict(x).mul(variance.sqrt()).add(mean)',
  fixes: ['scale y'],
} as const;

/** A bound of the output after all steps: each layer's grows by the distance of its weights times their number. */
const growthOf = ({ calls }: Plan, distance: number): number =>
  calls.all
    .filter(({ layer }) => layer.trainable && mixesInputs(layer))
    .reduce((product, { layer }) => product * (1 + distance * (kernelOf(layer)?.fanIn ?? Infinity)), 1);

/** The bias of a layer as it is; empty where it has none. */
function biasOf(layer: OutputLayer): ArrayLike<number> {
  const { bias } = layer as { bias?: Parameters<typeof variableOf>[0] | null };
  return bias && typeof bias.read === 'function' ? variableOf(bias).dataSync<'float32'>() : [];
}

type OutputLayer = Plan['layers'][number];
