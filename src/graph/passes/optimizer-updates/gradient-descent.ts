// Gradient descent: w ← w - rate·g
import { floatScalar, op, splatOf, T, type Update, type Value } from '../../ir';
import { bothOrders, inputOf, inputsOf } from '../match';
import { scaled, slotRead } from './parts';

/** An update by gradient descent, with its rate and the step that the rate multiplies. */
export interface Descent {
  readonly slot: number;
  readonly rate: Value;
  readonly step: Value;
}

function negated(value: Value): Value {
  const number = splatOf(value);
  if (number !== null) return floatScalar(-number);
  return inputOf(value, 'Neg') ?? op('Neg', [value], T, value);
}

/** The rate and step of w - rate·step, or of w + c·step with c = -rate, as tfjs's SGD has it: bit for bit the same. */
export function matchDescent({ variables: [slot], inputs: [value] }: Update): Descent | null {
  if (!value) return null;
  const [from, subtracted] = inputsOf(value, 'Sub') ?? [];
  const difference = from && subtracted && slotRead(from) === slot ? scaled(subtracted) : null;
  if (difference) return { slot, rate: difference.factor, step: difference.x };
  for (const [w, added] of bothOrders(inputsOf(value, 'Add'))) {
    const sum = slotRead(w) === slot ? scaled(added) : null;
    if (sum) return { slot, rate: negated(sum.factor), step: sum.x };
  }
  return null;
}

export const descentUpdate = ({ slot, rate, step }: Descent): Update => ({
  op: 'ResourceApplyGradientDescent',
  variables: [slot],
  inputs: [rate, step],
  attrs: T,
});
