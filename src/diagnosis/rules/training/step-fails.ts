import type { Runs } from '../../runs/runs';
import { failureRule } from '../failure';

/** A step throws, although the first pass did not: on other rows of the data, or in the update. */
export const stepFails = failureRule<Runs>({
  name: 'step-fails',
  cause: 'data-mistake',
  summary: 'a step of the training throws, after a first pass that did not',
  source: 'tfjs: the step itself',
  quantity: 'trainings that could be run',
  problem: 'Training fails',
  meaning: 'The first pass runs on its batch; on other rows, or in the update of the weights, a step throws.',
});
