// The rules of each look. To add a rule: a file in the look's folder, a row here, and in causes.ts what its findings explain.
import type { Plan } from '../plan/plan';
import type { Rule } from '../rule';
import type { Runs } from '../runs/runs';
import { constantTargets } from './plan/constant-targets';
import { embeddingIndices } from './plan/embedding-indices';
import { identicalInputs } from './plan/identical-inputs';
import { inputsNotScaled } from './plan/inputs-not-scaled';
import { learningRateLarge } from './plan/learning-rate-large';
import { learningRateSmall } from './plan/learning-rate-small';
import { missingNonlinearity } from './plan/missing-nonlinearity';
import { nonFiniteData } from './plan/non-finite-data';
import { targetsNotScaled } from './plan/targets-not-scaled';
import { tooFewSteps } from './plan/too-few-steps';
import { OUTPUT_RULES } from './plan/outputs';
import { batchNormAverages } from './plan/batch-norm-averages';
import { batchNormAxis } from './plan/batch-norm-axis';
import { bottleneck } from './plan/bottleneck';
import { classMix } from './plan/class-mix';
import { constantColumns } from './plan/constant-columns';
import { contradictingRows } from './plan/contradicting-rows';
import { dropoutStrong } from './plan/dropout-strong';
import { emptyOutput } from './plan/empty-output';
import { frozenLayers } from './plan/frozen-layers';
import { fullBatch } from './plan/full-batch';
import { normalizationOfOne } from './plan/normalization-of-one';
import { normalizationOfOutput } from './plan/normalization-of-output';
import { oneStepSequences } from './plan/one-step-sequences';
import { recurrentActivation } from './plan/recurrent-activation';
import { statefulShuffled } from './plan/stateful-shuffled';
import { strongPenalty } from './plan/strong-penalty';
import { untrackedVariables } from './plan/untracked-variables';
import { wrongMetric } from './plan/wrong-metric';
import { TRAINING_RULES } from './training';

export { START_RULES } from './start';

/** The rules that no pass is needed for. */
export const PLAN_RULES: readonly Rule<Plan>[] = [
  ...OUTPUT_RULES,
  nonFiniteData,
  constantTargets,
  identicalInputs,
  embeddingIndices,
  targetsNotScaled,
  inputsNotScaled,
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

/** The rules of short trainings. */
export const RUN_RULES: readonly Rule<Runs>[] = TRAINING_RULES;
