// The rules of the plan: outputs, losses and labels first, then data, then layers.
import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';
import { batchNormAverages } from './batch-norm-averages';
import { batchNormAxis } from './batch-norm-axis';
import { bottleneck } from './bottleneck';
import { classMix } from './class-mix';
import { classWeights } from './class-weights';
import { constantColumns } from './constant-columns';
import { constantTargets } from './constant-targets';
import { contradictingRows } from './contradicting-rows';
import { dropoutStrong } from './dropout-strong';
import { embeddingIndices } from './embedding-indices';
import { emptyOutput } from './empty-output';
import { frozenLayers } from './frozen-layers';
import { fullBatch } from './full-batch';
import { identicalInputs } from './identical-inputs';
import { inputsNotScaled } from './inputs-not-scaled';
import { learningRateLarge } from './learning-rate-large';
import { clippingFreezes } from './clipping-freezes';
import { learningRateSmall } from './learning-rate-small';
import { missingNonlinearity } from './missing-nonlinearity';
import { nonFiniteData } from './non-finite-data';
import { normalizationOfOne } from './normalization-of-one';
import { normalizationOfOutput } from './normalization-of-output';
import { oneStepSequences } from './one-step-sequences';
import { OUTPUT_RULES } from './outputs';
import { recurrentActivation } from './recurrent-activation';
import { statefulShuffled } from './stateful-shuffled';
import { strongPenalty } from './strong-penalty';
import { targetsNotScaled } from './targets-not-scaled';
import { tooFewSteps } from './too-few-steps';
import { untrackedVariables } from './untracked-variables';
import { wrongMetric } from './wrong-metric';

/** The rules that no pass is needed for. */
export const PLAN_RULES: readonly Rule<Plan>[] = [
  ...OUTPUT_RULES,
  nonFiniteData,
  constantTargets,
  classWeights,
  identicalInputs,
  embeddingIndices,
  targetsNotScaled,
  inputsNotScaled,
  clippingFreezes,
  learningRateSmall,
  learningRateLarge,
  tooFewSteps,
  missingNonlinearity,
  frozenLayers,
  emptyOutput,
  contradictingRows,
  normalizationOfOne,
  normalizationOfOutput,
  batchNormAxis,
  batchNormAverages,
  untrackedVariables,
  dropoutStrong,
  bottleneck,
  strongPenalty,
  fullBatch,
  oneStepSequences,
  statefulShuffled,
  recurrentActivation,
  wrongMetric,
  classMix,
  constantColumns,
];
