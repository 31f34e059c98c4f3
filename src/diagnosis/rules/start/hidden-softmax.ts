import type { Rule } from '../../rule';
import type { Start } from '../../start/start';
import { overDraws } from './draws';
import { severityOfShrinking } from './severity-of-ratio';

/** A softmax between two matrices of a network without branches. */
export const hiddenSoftmax: Rule<Start> = {
  name: 'hidden-softmax',
  cause: 'saturating-hidden-activation',
  summary: 'a softmax is the activation of a hidden layer',
  source: 'arithmetic: the values of a softmax sum to 1, and its derivative is a (1 - a), at most 1/4',
  notebook: '03-saturating-activations',
  inspect(start) {
    // With branches, a softmax may weigh values, as in attention.
    if (!start.isChain) return [];
    const hidden = start.links.slice(0, -1).filter(({ activation }) => activation === 'softmax');
    const [first] = hidden;
    if (first === undefined) return [];
    const backward = overDraws(start, (pass) => pass.backward);
    const isError = backward !== null && severityOfShrinking(start, backward.ratioBeyondChance) === 'error';
    return [
      {
        severity: isError ? 'error' : 'warning',
        confidence: 0.95,
        layer: first.layer,
        evidence: {
          quantity: 'hidden layers with a softmax',
          value: hidden.length,
          threshold: 0,
          basis: `arithmetic: the mean of a softmax over ${first.units} units is 1 / ${first.units}, whatever its input is`,
        },
        problem: `The hidden layer ${first.layer} has a softmax as its activation.`,
        meaning:
          'Its units compete for a sum of 1: each is small, hardly changes with its input, and passes little of the gradient back.',
        remedy: {
          text: "Use a ReLU in hidden layers, with He's initialisation; a softmax is for the output.",
          code: "tf.layers.dense({ units, activation: 'relu', kernelInitializer: 'heNormal' })",
          fixes: ['activation', 'initializer'],
        },
      },
    ];
  },
};
