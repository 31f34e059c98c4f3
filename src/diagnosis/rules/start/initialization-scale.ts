import { formatNumber } from '../../../format';
import type { Severity } from '../../finding';
import { median } from '../../../math';
import type { Rule } from '../../rule';
import type { Link } from '../../start/chain';
import { criticalVariance } from '../../start/expectation';
import type { Start } from '../../start/start';
import { initializerOf, remedyOf } from './depth-words';
import { overDraws } from './draws';
import { severityOfGrowing, severityOfShrinking } from './severity-of-ratio';

/** A hidden layer with the factor by which its weights miss the scale that its activation needs. */
interface Scale {
  readonly link: Link;
  /** σ_w² = fan_in · E[W²] as measured, and as it should be. */
  readonly variance: number;
  readonly critical: number;
}

/** The hidden layers whose scale no normalisation hides. */
function scalesOf({ links, passes: [pass] }: Start): Scale[] {
  return links.slice(0, -1).flatMap((link) => {
    const W = pass?.measures.find(({ layer }) => layer === link.layer)?.W;
    const critical = criticalVariance(link);
    if (!W || critical === null || link.fanIn === null || link.normalization || W.rms === 0) return [];
    return [{ link, variance: link.fanIn * W.rms ** 2, critical }];
  });
}

/** The weights are drawn at another scale than the activation needs. */
export const initializationScale: Rule<Start> = {
  name: 'initialization-scale',
  cause: 'bad-initialization',
  summary:
    'the variance of the weights times fan_in is not the one that keeps the signal through this activation',
  source: 'He et al. 2015, eq. 10; Glorot and Bengio 2010; Schoenholz et al. 2017, section 3',
  notebook: '04-initialisation',
  inspect(start) {
    const scales = scalesOf(start);
    if (scales.length === 0 || !start.isChain) return []; // behind a skip another scale is right
    const log = scales.reduce((sum, { variance, critical }) => sum + Math.log(variance / critical) / 2, 0);
    const total = Math.exp(log);
    // The scale counts where signal or gradient really go astray: a skip, or an activation with limits, may hide it.
    const seen: (Severity | null)[] = [
      overDraws(start, (pass) => pass.forward),
      overDraws(start, (pass) => pass.backward),
    ].map((one) =>
      one === null
        ? null
        : (severityOfShrinking(start, one.ratioBeyondChance) ?? severityOfGrowing(one.ratioBeyondChance)),
    );
    const saturated = median(
      start.passes.map(({ measures }) => Math.max(0, ...measures.map(({ z }) => z?.saturated ?? 0))),
    );
    if (saturated > 0.5 && total > 1) seen.push('warning');
    const own = severityOfShrinking(start, total) ?? severityOfGrowing(total);
    const severity: Severity | null =
      own === null ? null : seen.includes('error') ? 'error' : seen.includes('warning') ? 'warning' : null;
    if (severity === null) return [];
    const [{ link, variance, critical }] = [...scales].sort(
      (p, q) => Math.abs(Math.log(q.variance / q.critical)) - Math.abs(Math.log(p.variance / p.critical)),
    ) as [Scale];
    const name = link.activation ?? 'no activation';
    const { code, fixes = [] } = remedyOf(start);
    const isAlike = code?.includes('kernelInitializer') ?? false;
    return [
      {
        severity,
        confidence: 0.95,
        layer: link.layer,
        evidence: {
          quantity: `fan_in · E[W²] at ${link.layer}`,
          value: variance,
          threshold: critical,
          basis: `theory: signal and gradient keep their size through ${name} at ${formatNumber(critical, 3)}`,
        },
        problem:
          `The weights are too ${total < 1 ? 'small' : 'large'} for ${name}: their variance times fan_in is ${formatNumber(variance, 2)} at ` +
          `${link.layer}, where ${formatNumber(critical, 3)} keeps the signal; over ${scales.length} ` +
          `${scales.length === 1 ? 'layer' : 'layers'} that makes a factor of ${formatNumber(total, 2)}.`,
        meaning:
          'Each layer multiplies the signal on its way forward, and the gradient on its way back, by the square root of its variance ' +
          'over the right one.',
        remedy: {
          text:
            `Draw the weights with a variance of ${formatNumber(critical, 3)} / fan_in (gain ${formatNumber(Math.sqrt(critical), 3)}).` +
            (isAlike && fixes.includes('skip') ? ' In so deep a network add skip connections.' : ''),
          code: isAlike ? code : `kernelInitializer: ${initializerOf(critical)}`,
          fixes: isAlike ? fixes : ['initializer'],
        },
      },
    ];
  },
};
