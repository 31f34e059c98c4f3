import { formatNumber } from '../../../format';
import type { Rule } from '../../rule';
import type { Start } from '../../start/start';
import { bandOf, perLayer, signalSymptom } from './depth-words';
import { overDraws } from './draws';
import { crossedLimit, grownLimit, severityOfGrowing, severityOfShrinking } from './severity-of-ratio';
import { rowsAreAlike } from './rows-alike';

/** The part of the signal that depends on the example shrinks or grows from layer to layer. */
export const forwardSignal: Rule<Start> = {
  name: 'forward-signal',
  cause: 'bad-initialization',
  summary:
    'the standard deviation of z over the examples shrinks or grows from layer to layer, beyond what depth explains',
  source: 'He et al. 2015, section 2.2; Poole et al. 2016, section 2.2',
  notebook: '06-initialisation-that-keeps-the-signal',
  inspect(start) {
    const forward = overDraws(start, (pass) => pass.forward);
    if (!forward) return [];
    const { trend, ratio, ratioBeyondChance } = forward;
    const shrinking = severityOfShrinking(start, ratioBeyondChance);
    const severity = shrinking ?? severityOfGrowing(ratioBeyondChance);
    if (severity === null || (shrinking && rowsAreAlike(start))) return [];
    const limit = shrinking ? crossedLimit(start, severity) : grownLimit(severity);
    return [
      {
        ...signalSymptom(start, severity, forward, limit),
        problem:
          `The signal ${shrinking ? 'shrinks' : 'grows'}: from ${trend.first} to ${trend.last} the standard deviation of z over the examples is ` +
          `multiplied by ${formatNumber(ratio, 2)}${bandOf(start, forward)}${perLayer(forward)}.`,
        meaning: shrinking
          ? 'The outputs are nearly the same for every example, and the weights have to grow by that factor before anything is learnt.'
          : 'The outputs are far too large at the start: the loss is large, and so are the first steps.',
      },
    ];
  },
};
