import type { Rule } from '../../rule';
import type { Start } from '../../start/start';

/** The first pass can't be run, and training neither. */
export const firstPassFails: Rule<Start> = {
  name: 'first-pass-fails',
  cause: 'frozen-or-disconnected',
  summary: 'the first forward or backward pass throws, as training would',
  source: 'tfjs: the pass itself',
  notebook: null,
  inspect: ({ failure }) =>
    failure === null
      ? []
      : [
          {
            severity: 'error',
            confidence: 1,
            cause: /gradient of|does not depend/.test(failure)
              ? failure.includes('gradient of')
                ? 'zero-derivative-op'
                : 'frozen-or-disconnected'
              : 'data-mistake',
            layer: null,
            evidence: {
              quantity: 'passes that could be run',
              value: 0,
              threshold: 1,
              basis: 'tfjs: the pass itself',
            },
            problem: `The first pass fails: ${failure.replace(/\.$/, '')}.`,
            meaning: 'Training fails in the same way, at its first step.',
            remedy: { text: 'Change what the message names.', code: null },
          },
        ],
};
