import { formatNumber } from '../../../format';
import type { Rule } from '../../rule';
import { expectedTotal } from '../../start/expectation';
import type { Start } from '../../start/start';
import { bandOf, gradientSymptom, perLayer, theoryOf } from './depth-words';
import { overDraws } from './draws';
import { grownLimit, severityOfGrowing } from './severity-of-ratio';

/** The gradient grows on its way back to the first layers. */
export const explodingGradient: Rule<Start> = {
  name: 'exploding-gradient',
  cause: 'exploding-gradient',
  summary: 'the norm of dL/dz grows from layer to layer on the way back, beyond what depth explains',
  source: 'Bengio, Simard and Frasconi 1994; with batch norm: Yang et al. 2019',
  notebook: '02-depth',
  inspect(start) {
    const backward = overDraws(start, (pass) => pass.backward);
    const severity = backward && severityOfGrowing(backward.ratioBeyondChance);
    if (!backward || !severity) return [];
    const { trend, ratio } = backward;
    return [
      {
        ...gradientSymptom(start, severity, backward, grownLimit(severity)),
        problem:
          `The gradient explodes: |dL/dz| at ${trend.first} is ${formatNumber(ratio, 2)} times that at ${trend.last}` +
          `${bandOf(start, backward)}${perLayer(backward)}.`,
        meaning:
          'A rate that is small enough for the first layers is too small for the last: no rate suits all of them.' +
          theoryOf(expectedTotal(start), ratio),
      },
    ];
  },
};
