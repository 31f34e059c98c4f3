// An exercise on checking gradients that were worked out by hand.
import { itemAt } from '../../../arrays';
import type { Selection, Name } from '../../../exercises/adapters/hand-written-gradients';
import { drawn, exact } from '../../oracle';

/** The right one of each function's two backward passes. */
const right = { tanh: 'b', swish: 'a', softmax: 'b', rmsNorm: 'a', layerNorm: 'b' } as const;
const other = { a: 'b', b: 'a' } as const;

export interface WrongBackward {
  readonly names: Name[];
  readonly wrong: number;
}

const selection = ({ names, wrong }: WrongBackward): Selection =>
  names.map((name, i) => ({ name, back: i === wrong ? other[right[name]] : right[name] }));

/** The answer of one who does not see the mistakes of some. */
const blindTo =
  (...names: Name[]) =>
  (c: WrongBackward): number =>
    names.includes(itemAt(c.names, c.wrong)) ? -1 : c.wrong;

/** The first that differs from ∂aᵢ/∂zᵢ: a softmax does so if it is right. */
const onDiagonal = ({ names, wrong }: WrongBackward): number =>
  names.findIndex((name, i) =>
    name === 'tanh' || name === 'swish' ? i === wrong : name !== 'softmax' || i !== wrong,
  );

export const wrongBackward = exact<WrongBackward>({
  cases: drawn('diagnosis/wrong-backward', (random) =>
    (['softmax', 'layerNorm', 'tanh', 'rmsNorm', 'swish', 'layerNorm'] as const).map((wrongName) => {
      const others = (Object.keys(right) as Name[]).filter((name) => name !== wrongName);
      const wrong = random.uniformInteger(others.length + 1);
      return { names: others.toSpliced(wrong, 0, wrongName), wrong };
    }),
  ),
  given: selection,
  words: ({ names }) => `wrongBackward of [${names.join(', ')}]`,
  expected: ({ wrong }) => wrong,
  tolerance: 1e-9,
  slips: [
    {
      hint:
        'when all numbers of g are the same: the outputs of a layer norm add up to 0 whatever z is, ' +
        'so that their sum has no gradient to compare',
      value: blindTo('layerNorm'),
    },
    {
      hint: 'when z is 0: there, what is wrong in some of them is multiplied by 0',
      value: blindTo('layerNorm', 'rmsNorm', 'swish'),
    },
    {
      hint: 'when z is a single number: nothing can be seen then of how one number acts on another',
      value: blindTo('softmax', 'layerNorm'),
    },
    { hint: 'when each output is held against its own z alone; a z moves all of them', value: onDiagonal },
    { hint: 'when the functions are counted from 1', value: ({ wrong }) => wrong + 1 },
    { hint: 'when none of them looks wrong: the difference that is let pass is too large', value: () => -1 },
    {
      hint: 'when the first is wrong already: the difference that is let pass is too small, or the comparison is off',
      value: () => 0,
    },
  ],
});
