// The rules of short trainings, as a list.
import type { Rule } from '../../rule';
import type { Runs } from '../../runs/runs';
import { awayFromTargets } from './away-from-targets';
import { batchNormModes } from './batch-norm-modes';
import { constantLoss } from './constant-loss';
import { outputDies } from './output-dies';
import { dyingUnits } from './dying-units';
import { endsEarly } from './ends-early';
import { explodingSteps } from './exploding-steps';
import { learningRateTooHigh } from './learning-rate-too-high';
import { learningRateTooLow } from './learning-rate-too-low';
import { learnedByHeart } from './learned-by-heart';
import { learns } from './learns';
import { nonFinite } from './non-finite';
import { slowOptimizer } from './slow-optimizer';
import { smallBatch } from './small-batch';
import { smallGradients } from './small-gradients';
import { stepFails } from './step-fails';
import { stuckAtConstant } from './stuck-at-constant';
import { unevenUpdates } from './uneven-updates';

/** The rules of the training, in the order in which equals are reported. */
export const TRAINING_RULES: readonly Rule<Runs>[] = [
  stepFails,
  nonFinite,
  smallBatch,
  learningRateTooHigh,
  explodingSteps,
  unevenUpdates,
  outputDies,
  dyingUnits,
  learningRateTooLow,
  slowOptimizer,
  endsEarly,
  batchNormModes,
  learnedByHeart,
  awayFromTargets,
  constantLoss,
  stuckAtConstant,
  learns,
  smallGradients,
];
