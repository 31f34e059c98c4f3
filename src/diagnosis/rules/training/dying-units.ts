import { formatNumber } from '../../../format';
import type { LayerRow } from '../../../hooks';
import type { Severity } from '../../finding';
import type { Rule } from '../../rule';
import { lossOf } from '../../runs/evaluation';
import { LEARNED, scoresOf } from '../../runs/outcome';
import type { Run, Runs } from '../../runs/runs';

/** The share of dead units from which a layer has lost its use, and that which has to have died on the way. */
const [MOSTLY_DEAD, DIED] = [0.5, 0.25];

/** Hidden units that die in the first steps: 0 for every row, with no gradient to bring them back. */
export const dyingUnits: Rule<Runs> = {
  name: 'dying-units',
  cause: 'dying-relu',
  summary: 'units of a hidden layer become 0 for every example in the first steps',
  source: 'Lu et al. 2020, "Dying ReLU and initialization", section 2; dead units are counted, not estimated',
  notebook: '05b-dead-units',
  inspect: (given) => {
    const { runs, plan, steps } = given;
    // Behind a step that is no number, every unit of a ReLU is 0.
    const finished = runs.filter(({ stopped }) => stopped === null);
    // A network that learns has units to spare.
    const doesLearn = scoresOf(given).every((score) => score >= LEARNED);
    const outputs = new Set(plan.outputs.map(({ name }) => name));
    const names = [...new Set(runs.flatMap(({ layersAfter }) => layersAfter.map(({ layer }) => layer)))];
    const all = names
      .filter((layer) => !outputs.has(layer))
      .flatMap((layer): Dying[] => {
        const hit = finished
          .map((run) => deaths(run, layer))
          .filter(({ before, after }) => after >= MOSTLY_DEAD && after - before >= DIED);
        if (hit.length === 0) return [];
        // Units that are left pass the signal on: as long as the loss falls, the others were not needed yet.
        const doesFall = hit.every(({ falls }) => falls);
        const shareOfRuns = hit.length / runs.length;
        const worst = hit.reduce((p, q) => (q.after > p.after ? q : p));
        return [
          {
            ...{ layer, worst, shareOfRuns },
            severity: severityOf(doesLearn, worst.after === 1, doesFall, shareOfRuns),
          },
        ];
      });
    const [first] = all.sort(
      (p, q) =>
        SEVERITIES.indexOf(p.severity) - SEVERITIES.indexOf(q.severity) || q.worst.after - p.worst.after,
    );
    if (!first) return [];
    const { layer, worst, shareOfRuns, severity } = first;
    const others = all.length - 1;
    return [
      {
        severity,
        confidence: shareOfRuns,
        layer,
        evidence: {
          quantity: 'share of units that are 0 for every row',
          value: worst.after,
          threshold: MOSTLY_DEAD,
          basis: 'arithmetic: the derivative of ReLU is 0 below 0; a layer keeps less than half of its units',
        },
        problem:
          `${formatNumber(100 * worst.after)} % of the units of ${layer} are dead after ${steps} steps, ${formatNumber(100 * worst.before)} % at the start, in ${formatNumber(100 * shareOfRuns)} % of the runs` +
          (others === 0
            ? ''
            : `; ${others} other ${others === 1 ? 'layer loses' : 'layers lose'} at least half of ${others === 1 ? 'its' : 'their'} units as well`),
        meaning:
          'An update pushed these units below 0 for every example. There a ReLU has no gradient, so that nothing brings them back.',
        remedy: {
          fixes: ['smaller rate'],
          text: 'Lower the learning rate, scale the inputs, or use an activation with a gradient below 0.',
          code: 'tf.layers.leakyReLU({ alpha: 0.01 })',
        },
      },
    ];
  },
};

/** A layer that loses its units. */
interface Dying {
  readonly layer: string;
  readonly severity: Severity;
  readonly worst: { readonly before: number; readonly after: number };
  readonly shareOfRuns: number;
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

function severityOf(doesLearn: boolean, areAll: boolean, doesFall: boolean, shareOfRuns: number): Severity {
  if (doesLearn || (doesFall && !areAll)) return 'info';
  return areAll && shareOfRuns > 0.5 ? 'error' : 'warning';
}

/** The shares of dead units of a layer before and after a run, and whether the loss of the run falls. */
function deaths(
  { layersBefore, layersAfter, before, after }: Run,
  layer: string,
): { before: number; after: number; falls: boolean } {
  const dead = (rows: readonly LayerRow[]): number =>
    Math.max(
      0,
      ...rows.filter((row) => row.layer === layer && row.quantity === 'a').map((row) => row.dead ?? 0),
    );
  return {
    before: dead(layersBefore),
    after: dead(layersAfter),
    falls: lossOf(after) < lossOf(before),
  };
}
