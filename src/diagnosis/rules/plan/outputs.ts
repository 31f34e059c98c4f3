// The rules about outputs, losses, labels and shapes, in the order of their weight where they are equally sure.
import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';
import { labelDtype } from './label-dtype';
import { inputShape } from './input-shape';
import { logitsIntoProbabilityLoss } from './logits-into-probability-loss';
import { lossForOtherTask } from './loss-for-other-task';
import { lossNotGiven } from './loss-not-given';
import { lossOverOneUnit } from './loss-over-one-unit';
import { outputAgainstLoss } from './output-against-loss';
import { rowCount } from './row-count';
import { softmaxOnOneUnit } from './softmax-on-one-unit';
import { squashedLogits } from './squashed-logits';
import { targetShape } from './target-shape';
import { targetValues } from './target-values';
import { targetsBeyondOutput } from './targets-beyond-output';
import { trainingRefuses } from './training-refuses';

/** The rules that say why training refuses model, loss or data. */
const REFUSALS: readonly Rule<Plan>[] = [
  inputShape,
  rowCount,
  targetShape,
  lossNotGiven,
  lossOverOneUnit,
  targetValues,
  squashedLogits,
];

export const OUTPUT_RULES: readonly Rule<Plan>[] = [
  softmaxOnOneUnit,
  inputShape,
  rowCount,
  targetShape,
  lossNotGiven,
  lossOverOneUnit,
  logitsIntoProbabilityLoss,
  targetValues,
  targetsBeyondOutput,
  outputAgainstLoss,
  squashedLogits,
  lossForOtherTask,
  labelDtype,
  trainingRefuses(REFUSALS),
];
