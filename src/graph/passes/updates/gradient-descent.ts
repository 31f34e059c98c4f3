// w ← w - rate·g
import { floatScalar, numberOf, op, T, type Update, type Value } from '../../ir';
import { eitherWay, made } from '../match';
import { scaled, variable } from './parts';

const negative = (value: Value): Value => {
  const number = numberOf(value);
  if (number !== null) return floatScalar(-number);
  return made(value, 'Neg')?.[0] ?? op('Neg', [value], T, value);
};

/** rate and g of w - rate·g, or of w + c·g with c = -rate, as tfjs's SGD has it: bit for bit the same. */
function descent(value: Value, slot: number): { rate: Value; g: Value } | null {
  const [from, less] = made(value, 'Sub') ?? [];
  const taken = from && variable(from) === slot ? scaled(less) : null;
  if (taken) return { rate: taken.factor, g: taken.x };
  for (const [w, step] of eitherWay(made(value, 'Add') ?? [])) {
    const added = step && variable(w) === slot ? scaled(step) : null;
    if (added) return { rate: negative(added.factor), g: added.x };
  }
  return null;
}

export function gradientDescent({ variables: [slot], inputs: [value] }: Update): Update | null {
  const found = descent(value, slot);
  return (
    found && {
      op: 'ResourceApplyGradientDescent',
      variables: [slot],
      inputs: [found.rate, found.g],
      attrs: T,
    }
  );
}
