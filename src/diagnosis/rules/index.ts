// The rules of each look. To add a rule: a file in the look's folder, a row here, and in causes.ts what its findings explain.
import type { Plan } from '../plan/plan';
import type { Rule } from '../rule';
import type { Runs } from '../runs/runs';
import type { Start } from '../start/start';
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
];

/** The rules of a few observed passes. */
export const START_RULES: readonly Rule<Start>[] = [];

/** The rules of short trainings. */
export const RUN_RULES: readonly Rule<Runs>[] = [];
