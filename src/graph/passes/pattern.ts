// A formula to look for in a graph, written as the formula: where it fits a value, its letters are known.
import { sizeOf, type Value } from '../ir';
import { isNumber, isOverBatch, made, numberIn, unshaped } from './match';

/** Which value each letter stands for. */
export type Found = Readonly<Record<string, Value>>;

/** All ways to read a value as a formula, given what some of its letters stand for. */
export type Pattern = (value: Value, found: Found) => Found[];

/** Whatever it is; the same at each place with this letter. */
export const letter =
  (name: string): Pattern =>
  (value, found) => {
    if (!(name in found)) return [{ ...found, [name]: value }];
    return found[name] === value ? [found] : [];
  };

const all = (patterns: readonly Pattern[], values: readonly Value[], found: Found): Found[] =>
  patterns.reduce((ways, pattern, i) => ways.flatMap((way) => pattern(values[i], way)), [found]);

/** An op, and what its inputs are. */
export const call =
  (op: string, ...inputs: Pattern[]): Pattern =>
  (value, found) => {
    const given = made(value, op);
    return given ? all(inputs, given, found) : [];
  };

/** An op that does not mind the order of its two inputs. */
export const either =
  (op: string, a: Pattern, b: Pattern): Pattern =>
  (value, found) => {
    const given = made(value, op);
    if (!given) return [];
    const ways = all([a, b], given, found);
    return given[0] === given[1] ? ways : [...ways, ...all([b, a], given, found)];
  };

/** A product, from the left. */
export const product = (first: Pattern, ...factors: Pattern[]): Pattern =>
  factors.reduce((so, factor) => either('Mul', so, factor), first);

export const number =
  (n: number): Pattern =>
  (value, found) =>
    isNumber(value, n) ? [found] : [];

/** In whatever shape it comes. */
export const anyShape =
  (pattern: Pattern): Pattern =>
  (value, found) =>
    pattern(unshaped(value), found);

/** A reduction over all axes but the last. */
export const overBatch =
  (op: string, pattern: Pattern): Pattern =>
  (value, found) => {
    const [x, axes] = made(value, op) ?? [];
    return x !== undefined && isOverBatch(x, axes) ? pattern(x, found) : [];
  };

/** The sum of each channel over the batch. */
export const summed =
  (pattern: Pattern): Pattern =>
  (value, found) => [
    ...call('BiasAddGrad', pattern)(value, found),
    ...anyShape(overBatch('Sum', pattern))(value, found),
  ];

/** A number for each channel: repeated over the batch, or left to be broadcast; times what, as tfjs multiplies it on its way. */
const repeated =
  (pattern: Pattern, times: (batch: number) => number): Pattern =>
  (value, found) => {
    const channels = value.shape.at(-1) ?? 1;
    let [of, by] = [value, 1];
    while (sizeOf(of.shape) > channels || of.node.op === 'Reshape') {
      const [x, second] = of.node.inputs;
      const factor = second && numberIn(second);
      if (of.node.op === 'RealDiv' && factor !== null) by /= factor;
      else if (of.node.op === 'Mul' && factor !== null) by *= factor;
      else if (of.node.op !== 'Tile' && of.node.op !== 'Reshape') return [];
      of = x;
    }
    const expected = times(sizeOf(value.shape) / channels);
    return Math.abs(by / expected - 1) < 1e-6 ? pattern(of, found) : [];
  };

/** A number for each channel, at every example. */
export const spread = (pattern: Pattern): Pattern => repeated(pattern, () => 1);

/** The gradient of a mean over the batch: at every example, the same share of what came for its channel. */
export const shared = (pattern: Pattern): Pattern => repeated(pattern, (batch) => 1 / batch);
