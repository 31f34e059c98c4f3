// w ← w - rate·g
import { floatScalar, numberOf, op, T, type Update, type Value } from '../../ir';
import { eitherWay, made } from '../match';
import { scaled, variable } from './parts';

const negative = (value: Value): Value => {
  const number = numberOf(value);
  if (number !== null) return floatScalar(-number);
  return made(value, 'Neg')?.[0] ?? op('Neg', [value], T, value);
};

/** w + c·g, as tfjs's SGD has it with c = -rate: bit for bit what w - rate·g is. */
export function gradientDescent({ variables: [slot], inputs: [value] }: Update): Update | null {
  for (const [step, w] of eitherWay(made(value, 'Add') ?? [])) {
    if (!step || variable(w) !== slot) continue;
    const found = scaled(step);
    if (found) {
      return {
        op: 'ResourceApplyGradientDescent',
        variables: [slot],
        inputs: [negative(found.factor), found.x],
        attrs: T,
      };
    }
  }
  return null;
}
