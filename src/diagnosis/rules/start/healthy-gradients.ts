import { formatNumber } from '../../../format';
import type { Rule } from '../../rule';
import type { Start } from '../../start/start';
import { bandOf, gradientEvidence, perLayer } from './depth-words';
import { overDraws } from './draws';
import { severityOfGrowing, severityOfShrinking } from './severity-of-ratio';

/** The gradients at the start are not the reason. */
export const healthyGradients = (faults: readonly Rule<Start>[]): Rule<Start> => ({
  name: 'healthy-gradients',
  cause: 'not-a-training-fault',
  summary: 'signal and gradient keep their size over the layers: the fault is elsewhere, if there is one',
  source: 'Schoenholz et al. 2017, section 3',
  notebook: '09-all-fixes-one-chart',
  inspect(start) {
    const backward = overDraws(start, (pass) => pass.backward);
    if (!backward) return [];
    const isFaulty = faults.some(({ inspect }) => inspect(start).some(({ severity }) => severity !== 'info'));
    const { trend, ratio } = backward;
    // A ratio that only chance excuses is no fault, and is not called healthy either.
    if (isFaulty || severityOfShrinking(start, ratio) || severityOfGrowing(ratio)) return [];
    return [
      {
        severity: 'info',
        confidence: 0.9,
        layer: null,
        evidence: gradientEvidence(backward, {
          threshold: null,
          basis: 'measured beside it: no rule of the start found a fault',
        }),
        problem:
          `The gradients are healthy at the start: |dL/dz| at ${trend.first} is ${formatNumber(ratio, 2)} times that at ${trend.last}` +
          `${bandOf(start, backward)}${perLayer(backward)}.`,
        meaning:
          'Depth, activations and initialisation are not what keeps this network from training: look at data, loss, output and rate.',
        remedy: { text: 'Leave the layers as they are.', code: null },
      },
    ];
  },
});
