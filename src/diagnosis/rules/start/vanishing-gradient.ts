import { formatNumber } from '../../../format';
import type { Rule } from '../../rule';
import { expectedTotal } from '../../start/expectation';
import type { Start } from '../../start/start';
import { bandOf, gradientSymptom, perLayer, theoryOf } from './depth-words';
import { hidesInWeights } from './weight-gradient';
import { overDraws } from './draws';
import { crossedLimit, severityOfShrinking } from './severity-of-ratio';

/** The gradient shrinks on its way back to the first layers. */
export const vanishingGradient: Rule<Start> = {
  name: 'vanishing-gradient',
  cause: 'vanishing-gradient',
  summary: 'the norm of dL/dz shrinks from layer to layer on the way back, beyond what depth explains',
  source: 'Hochreiter 1991; Glorot and Bengio 2010; the factor per layer: Schoenholz et al. 2017, section 4',
  notebook: '02-depth',
  inspect(start) {
    const backward = overDraws(start, (pass) => pass.backward);
    if (!backward) return [];
    const severity = severityOfShrinking(start, backward.ratioBeyondChance);
    if (severity === null) return [];
    const { trend, ratio } = backward;
    return [
      {
        ...gradientSymptom(start, severity, backward, crossedLimit(start, severity)),
        problem:
          `The gradient vanishes: |dL/dz| at ${trend.first} is ${formatNumber(ratio, 2)} of that at ${trend.last}` +
          `${bandOf(start, backward)}${perLayer(backward)}.`,
        meaning:
          `The first layers get almost no gradient and stay as they were drawn.${theoryOf(expectedTotal(start), ratio)}` +
          (hidesInWeights(start) ?? ''),
      },
    ];
  },
};
