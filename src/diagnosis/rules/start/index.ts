// The rules of the start: signal and gradient over depth, units, weights, and values that are not numbers.
import type { Rule } from '../../rule';
import type { Start } from '../../start/start';
import { deadOutput } from './dead-output';
import { deadUnits } from './dead-units';
import { explodingGradient } from './exploding-gradient';
import { firstPassFails } from './first-pass-fails';
import { forwardSignal } from './forward-signal';
import { gradientThroughTime } from './gradient-through-time';
import { healthyGradients } from './healthy-gradients';
import { hiddenSoftmax } from './hidden-softmax';
import { initializationScale } from './initialization-scale';
import { largeWeights } from './large-weights';
import { nonFiniteStart } from './non-finite-start';
import { rowsAlike } from './rows-alike';
import { saturatedUnits } from './saturated-units';
import { symmetricUnits } from './symmetric-units';
import { vanishingGradient } from './vanishing-gradient';
import { zeroGradient } from './zero-gradient';

/** A rule that judges passes, and says nothing where none can be run. */
const ofPasses = (rule: Rule<Start>): Rule<Start> => ({
  ...rule,
  inspect: (start) => (start.passes.length === 0 ? [] : rule.inspect(start)),
});

const FAULTS: readonly Rule<Start>[] = [
  nonFiniteStart,
  symmetricUnits,
  hiddenSoftmax,
  initializationScale,
  largeWeights,
  deadOutput,
  deadUnits,
  saturatedUnits,
  zeroGradient,
  vanishingGradient,
  explodingGradient,
  rowsAlike,
  forwardSignal,
  gradientThroughTime,
].map(ofPasses);

/** The rules of a few observed passes. */
export const START_RULES: readonly Rule<Start>[] = [
  firstPassFails,
  ...FAULTS,
  ofPasses(healthyGradients(FAULTS)),
];
