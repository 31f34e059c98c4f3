import { fieldsOf } from '../../../backend';
import { formatNumber } from '../../../format';
import { mixesInputs } from '../../../hooks';
import { curvatureOf } from '../../plan/planned-move';
import { kernelOf } from '../../plan/kernels';
import { hiddenActivations } from '../../plan/hidden-activations';
import { optimizerCode } from '../../plan/optimizer-code';
import type { Plan } from '../../plan/plan';
import { reachOf } from '../../plan/reach';
import type { Rule } from '../../rule';
import { rateFixes } from '../../runs/rates';
import type { Symptom } from '../../finding';

/** The rule looks at the layers from this multiple of the usual rate on; trainings fail from this change of a pre-activation in a step on. */
const LIMITS = { multiple: 30, jump: 10 } as const;

/**
 * A step of Adam moves each of a unit's n weights by about the rate, and a pre-activation by n times that. Measured: 8 to 512 units,
 * one to three layers, digits, 450 steps: with rate × n of 13 and more, at 30 times the usual rate and more, 20 of 22 end at the
 * loss of a constant or above; with less than 5, 2 of 22.
 */
export const learningRateLarge: Rule<Plan> = {
  name: 'learning-rate-large',
  cause: 'learning-rate-too-high',
  summary: 'one step changes a pre-activation many times over, or overshoots along the bias of the output',
  source: 'arithmetic: a step of Adam moves a weight by about its rate (Kingma and Ba 2015, section 2.1)',
  notebook: null,
  inspect: (plan) => (reachOf(plan).family === 'gradient' ? beyondStability(plan) : manyTimesOver(plan)),
};

/** Adam and its like: the steps of a layer's weights add up in a pre-activation. */
function manyTimesOver(plan: Plan): Symptom[] {
  const { rate, usualRate, isBounded, family } = reachOf(plan);
  if (!isBounded || family === 'adagrad' || usualRate === null || rate < LIMITS.multiple * usualRate * 0.999)
    return [];
  const layers = plan.layers.filter((layer) => layer.trainable && mixesInputs(layer));
  const widest = layers
    .map((layer) => ({ layer, fanIn: kernelOf(layer)?.fanIn ?? 0 }))
    .sort((p, q) => q.fanIn - p.fanIn)[0];
  const jump = rate * (widest?.fanIn ?? 0);
  if (!widest || jump < LIMITS.jump) return [];
  return [
    {
      severity: 'warning',
      confidence: 0.8,
      layer: widest.layer.name,
      evidence: {
        quantity: 'change of a pre-activation in one step: rate × inputs of a unit',
        value: jump,
        threshold: LIMITS.jump,
        basis: 'measured: dense networks on digits end at the loss of a constant from 13 on',
      },
      problem:
        `The rate ${formatNumber(rate)} is ${formatNumber(rate / usualRate, 2)} times the usual one of ${plan.optimizer.name}: one step can ` +
        `change a pre-activation of ${widest.layer.name} (${widest.fanIn} inputs) by ${formatNumber(jump, 2)}`,
      meaning:
        `Pre-activations are about 1. ${harmOf(plan)} in the first few updates, and the loss jumps about a value far above what ` +
        'smaller steps reach.',
      remedy: {
        text: `Lower the rate to the usual ${formatNumber(usualRate)}.`,
        code: `optimizer: ${optimizerCode(plan.optimizer, usualRate)}`,
        fixes: rateFixes(usualRate / rate),
      },
    },
  ];
}

/** The harm that large steps do to the hidden units. */
function harmOf(plan: Plan): string {
  const { saturating, hasRelu } = hiddenActivations(plan);
  const places = [
    ...(saturating.length > 0 ? [`the flat ends of ${saturating.join(' and ')}`] : []),
    ...(hasRelu ? ['values below 0, where a ReLU is dead,'] : []),
  ];
  return places.length === 0
    ? 'Such steps throw the outputs far off'
    : `Such steps throw units to ${places.join(' or ')}`;
}

/** Gradient descent: a quadratic of curvature λ diverges for rates above 2 (1 + momentum) / λ (Polyak 1964). */
function beyondStability(plan: Plan): Symptom[] {
  const { learningRate: rate, momentum } = plan.optimizer;
  const worst = plan.outputs
    .map((output, i) => ({ output, layer: plan.calls.outputs[i]?.layer, curvature: curvatureOf(output) }))
    // A function of the caller's has a factor that is not known, and the curvature has it too.
    .filter(({ output, layer }) => output.lossName !== null && layer !== undefined && hasBias(layer))
    .sort((p, q) => q.curvature - p.curvature)[0];
  if (!worst) return [];
  const { lossName, activation, name: layer } = worst.output;
  // The curvature of a squared error is the same everywhere, that of others falls where outputs saturate.
  const isExact = lossName === 'meanSquaredError' && activation === null;
  const limit = ((isExact ? 2 : 4) * (1 + momentum)) / worst.curvature;
  if (!(rate > limit)) return [];
  const usual = reachOf(plan).usualRate ?? 0.01;
  return [
    {
      severity: isExact ? 'error' : 'warning',
      confidence: isExact ? 0.95 : 0.85,
      layer,
      evidence: {
        quantity: 'learning rate',
        value: rate,
        threshold: limit,
        basis: `closed form: gradient descent on a curvature of ${formatNumber(worst.curvature)} along the bias (Polyak 1964)`,
      },
      problem: `The rate ${formatNumber(rate)} is above ${formatNumber(limit, 2)}, the most that the bias of ${layer} alone stands`,
      meaning: isExact
        ? 'Each step overshoots by more than it was off before: the loss grows until it is infinite.'
        : 'Each step overshoots: outputs jump from one end to the other, and the gradients of the layers before jump with them.',
      remedy: {
        text: `Lower the rate to the usual ${formatNumber(usual)}.`,
        code: `optimizer: ${optimizerCode(plan.optimizer, usual)}`,
        fixes: rateFixes(usual / rate),
      },
    },
  ];
}

/** Whether a layer has a bias that is trained, or is an activation behind one, which may have. */
const hasBias = (layer: Plan['layers'][number]): boolean =>
  !mixesInputs(layer) || (layer.trainable && Boolean(fieldsOf(layer).bias));
