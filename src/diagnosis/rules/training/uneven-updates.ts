import { formatNumber } from '../../../format';
import type { Rule } from '../../rule';
import { knowsNothing } from '../../runs/outcome';
import type { Run, Runs } from '../../runs/runs';

/** The way of the first matrix below which it has as good as not moved, and how many times further the last one goes. */
const [STILL, TIMES] = [0.01, 30];

/** The matrices near the input stay while those near the output move, and the network learns nothing. */
export const unevenUpdates: Rule<Runs> = {
  name: 'uneven-updates',
  cause: 'vanishing-gradient',
  summary:
    'the layers near the input hardly move while those near the output do, and the loss stays at that of a constant',
  source:
    'Glorot and Bengio 2010, section 4.2: the gradient by layer; here the way of the weights, as the optimiser makes it',
  notebook: '03-saturating-activations',
  inspect: (runs) => {
    if (!knowsNothing(runs)) return [];
    const ways = runs.runs.map(matrices).filter((one) => one.length >= 3);
    const isUneven = (of: Ways): boolean => of[0]!.ratio < STILL && of.at(-1)!.ratio > TIMES * of[0]!.ratio;
    const uneven = ways.filter(isUneven);
    if (ways.length === 0 || uneven.length < runs.runs.length) return [];
    const [first, last] = [uneven[0]![0]!, uneven[0]!.at(-1)!];
    return [
      {
        severity: 'error',
        confidence: 0.8,
        layer: first.layer,
        evidence: {
          quantity: '|ΔW| / |W| of the first matrix over the run',
          value: first.ratio,
          threshold: STILL,
          basis: `a matrix that turns by 1 % gives the same features; the last one moves ${formatNumber(last.ratio / first.ratio)} times as far`,
        },
        problem: `In ${runs.steps} steps ${first.layer} moves by ${formatNumber(100 * first.ratio)} % of its norm, and ${last.layer} by ${formatNumber(100 * last.ratio)} %`,
        meaning:
          'The gradient shrinks from layer to layer on its way back. The layers near the output learn the mean of y, and those near the input stay as they were drawn.',
        remedy: {
          fixes: ['activation', 'initializer'],
          text: "Use 'relu' with 'heNormal' or 'tanh' with 'glorotUniform' in the hidden layers, or normalisation or skips between them.",
          code: "tf.layers.dense({ units: 64, activation: 'relu', kernelInitializer: 'heNormal' })",
        },
      },
    ];
  },
};

type Ways = readonly { readonly layer: string; readonly ratio: number }[];

/** The matrices of a run, in the order of the layers; not biases, nor scales. */
const matrices = ({ movements }: Run): Ways =>
  movements.filter(({ weight, norm }) => weight.includes('kernel') && norm > 0);
