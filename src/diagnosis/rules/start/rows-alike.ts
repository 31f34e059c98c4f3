import { formatNumber } from '../../../format';
import { median } from '../../../math';
import type { Rule } from '../../rule';
import type { Start } from '../../start/start';
import { signalSymptom } from './depth-words';
import { overDraws } from './draws';
import { crossedLimit, severityOfShrinking } from './severity-of-ratio';

/**
 * The mean cosine of two examples' activations at the last hidden layer, where it is closer to 1 than a ReLU network makes it: there
 * 1 - c falls as 9 π² / (2 l²) over l layers (Hayou et al. 2019), to 0.001 in 200. Null elsewhere.
 */
function similarityAtEnd({ passes, links }: Start): number | null {
  const hidden = links.slice(0, -1);
  const last = median(
    passes.map(({ measures }) => {
      const known = measures.filter(
        ({ similarity, layer }) => similarity !== null && hidden.some((link) => link.layer === layer),
      );
      return known.at(-1)?.similarity ?? NaN;
    }),
  );
  const healthy = Math.min(0.1, (9 * Math.PI ** 2) / (2 * Math.max(1, hidden.length) ** 2));
  return 1 - last < healthy / 10 ? last : null;
}

/** Whether the examples can't be told apart by their direction at the last hidden layer. */
export const rowsAreAlike = (start: Start): boolean => similarityAtEnd(start) !== null;

/** Below this, the distance of a mean of cosines from 1 is a rounding error of float64. */
const ROUNDING = 1e-14;

/** A cosine close to 1 by its distance from 1, where rounding leaves one. */
const cosineText = (cosine: number): string =>
  1 - cosine < ROUNDING ? '1, to rounding' : `1 − ${formatNumber(1 - cosine, 2)}`;

/** All examples have nearly the same activations at the last layers. */
export const rowsAlike: Rule<Start> = {
  name: 'rows-alike',
  cause: 'vanishing-gradient',
  summary:
    'the activations of different examples become the same, faster than in a ReLU network of that depth',
  source: 'Poole et al. 2016; Schoenholz et al. 2017, section 2; for ReLU: Hayou et al. 2019',
  notebook: '06-initialisation-that-keeps-the-signal',
  inspect(start) {
    const forward = overDraws(start, (pass) => pass.forward);
    const severity = forward && severityOfShrinking(start, forward.ratioBeyondChance);
    const similarity = similarityAtEnd(start);
    if (!forward || !severity || similarity === null) return [];
    const { trend, ratio } = forward;
    return [
      {
        ...signalSymptom(start, severity, forward, crossedLimit(start, severity)),
        problem:
          `All examples look alike at the last layers: the mean cosine of two of them is ${cosineText(similarity)}, and ` +
          `the standard deviation of z over the examples is ${formatNumber(ratio, 2)} of that at ${trend.first}.`,
        meaning: 'The output depends on the biases alone; the classes can hardly be told apart from it.',
      },
    ];
  },
};
