import type { Rule } from '../../rule';
import type { Runs } from '../../runs/runs';

/** A step throws, although the first pass did not: on other rows of the data, or in the update. */
export const stepFails: Rule<Runs> = {
  name: 'step-fails',
  cause: 'data-mistake',
  summary: 'a step of the training throws, after a first pass that did not',
  source: 'tfjs: the step itself',
  notebook: null,
  inspect: ({ failure }) =>
    failure === null
      ? []
      : [
          {
            severity: 'error',
            confidence: 1,
            layer: null,
            evidence: {
              quantity: 'trainings that could be run',
              value: 0,
              threshold: 1,
              basis: 'tfjs: the step itself',
            },
            problem: `Training fails: ${failure.replace(/\.$/, '')}.`,
            meaning:
              'The first pass runs on its batch; on other rows, or in the update of the weights, a step throws.',
            remedy: { text: 'Change what the message names.', code: null },
          },
        ],
};
