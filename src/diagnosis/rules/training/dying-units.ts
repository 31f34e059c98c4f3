import { formatNumber } from '../../../format';
import type { LayerRow } from '../../../hooks';
import type { Severity, Symptom } from '../../finding';
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
  inspect: (all) => {
    const { runs, plan, steps } = all;
    // A network that learns has units to spare.
    const doesLearn = scoresOf(all).every((score) => score >= LEARNED);
    const outputs = new Set(plan.outputs.map(({ name }) => name));
    const names = new Set(runs.flatMap(({ layersAfter }) => layersAfter.map(({ layer }) => layer)));
    return [...names].flatMap((layer): Symptom[] => {
      if (outputs.has(layer)) return [];
      const found = runs.map((run) => deaths(run, layer));
      const hit = found.filter(({ before, after }) => after >= MOSTLY_DEAD && after - before >= DIED);
      // Units that are left pass the signal on: as long as the loss falls, the others were not needed yet.
      const doesFall = hit.every(({ falls }) => falls);
      if (hit.length === 0) return [];
      const shareOfRuns = hit.length / runs.length;
      const worst = hit.reduce((p, q) => (q.after > p.after ? q : p));
      return [
        {
          severity: severityOf(doesLearn, worst.after === 1, doesFall, shareOfRuns),
          confidence: shareOfRuns,
          layer,
          evidence: {
            quantity: 'share of units that are 0 for every row',
            value: worst.after,
            threshold: MOSTLY_DEAD,
            basis:
              'arithmetic: the derivative of ReLU is 0 below 0; a layer keeps less than half of its units',
          },
          problem: `${formatNumber(100 * worst.after)} % of the units of ${layer} are dead after ${steps} steps, ${formatNumber(100 * worst.before)} % at the start, in ${formatNumber(100 * shareOfRuns)} % of the runs`,
          meaning:
            'An update pushed these units below 0 for every example. There a ReLU has no gradient, so that nothing brings them back.',
          remedy: {
            fixes: ['smaller rate'],
            text: 'Lower the learning rate, scale the inputs, or use an activation with a gradient below 0.',
            code: 'tf.layers.leakyReLU({ alpha: 0.01 })',
          },
        },
      ];
    });
  },
};

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
