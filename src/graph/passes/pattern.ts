// Patterns: formulas to look for in a graph. Where one matches a value, its captures are bound to values.
import { sizeOf, type Value } from '../ir';
import { beforeReshape, inputsOf, isSplat, keepsChannels, uniformValue, type MatchedOp } from './match';

/** The values of the captures, by name. */
export type Bindings = Readonly<Partial<Record<string, Value>>>;

/** All ways in which a formula matches a value, given what some of its captures are bound to. */
export type Pattern = (value: Value, bindings: Bindings) => Bindings[];

/** Matches any value, and binds it; a name that is bound matches that value only. */
export const capture =
  (name: string): Pattern =>
  (value, bindings) => {
    const bound = bindings[name];
    if (bound === undefined) return [{ ...bindings, [name]: value }];
    return bound === value ? [bindings] : [];
  };

const matchAll = (patterns: readonly Pattern[], values: readonly Value[], bindings: Bindings): Bindings[] =>
  patterns.reduce<Bindings[]>(
    (matches, pattern, i) => {
      const value = values[i];
      return value === undefined ? [] : matches.flatMap((match) => pattern(value, match));
    },
    [bindings],
  );

/** An op whose inputs match patterns. */
export const call =
  (op: MatchedOp, ...inputs: Pattern[]): Pattern =>
  (value, bindings) => {
    const given = inputsOf(value, op);
    return given ? matchAll(inputs, given, bindings) : [];
  };

/** A commutative op whose two inputs match patterns in either order. */
export const commutative =
  (op: 'Add' | 'Mul', a: Pattern, b: Pattern): Pattern =>
  (value, bindings) => {
    const given = inputsOf(value, op);
    if (!given) return [];
    const matches = matchAll([a, b], given, bindings);
    return given[0] === given[1] ? matches : [...matches, ...matchAll([b, a], given, bindings)];
  };

/** A product of factors, multiplied from the left. */
export const product = (first: Pattern, ...factors: Pattern[]): Pattern =>
  factors.reduce((left, factor) => commutative('Mul', left, factor), first);

/** A constant with one number in every entry. */
export const literal =
  (n: number): Pattern =>
  (value, bindings) =>
    isSplat(value, n) ? [bindings] : [];

/** A value that matches a pattern, perhaps reshaped. */
export const reshaped =
  (pattern: Pattern): Pattern =>
  (value, bindings) =>
    pattern(beforeReshape(value), bindings);

/** A reduction over all axes but the last. */
export const batchReduction =
  (op: 'Sum' | 'Mean', pattern: Pattern): Pattern =>
  (value, bindings) => {
    const given = inputsOf(value, op);
    return given && keepsChannels(...given) ? pattern(given[0], bindings) : [];
  };

/** The sum of each channel over the batch. */
export const batchSum =
  (pattern: Pattern): Pattern =>
  (value, bindings) => [
    ...call('BiasAddGrad', pattern)(value, bindings),
    ...reshaped(batchReduction('Sum', pattern))(value, bindings),
  ];

/**
 * A number for each channel, tiled over the batch or left to be broadcast. tfjs multiplies and divides it by constants on the way.
 *
 * @param factor the product of those constants, given the size of the batch
 */
const tiled =
  (pattern: Pattern, factor: (batch: number) => number): Pattern =>
  (value, bindings) => {
    const channels = value.shape.at(-1) ?? 1;
    let [source, by] = [value, 1];
    while (sizeOf(source.shape) > channels || source.node.op === 'Reshape') {
      const { op, inputs } = source.node;
      const [x, second] = inputs;
      const constant = second ? uniformValue(second) : null;
      if (op === 'RealDiv' && constant !== null) by /= constant;
      else if (op === 'Mul' && constant !== null) by *= constant;
      else if (op !== 'Tile' && op !== 'Reshape') return [];
      if (x === undefined) return [];
      source = x;
    }
    const expected = factor(sizeOf(value.shape) / channels);
    return Math.abs(by / expected - 1) < 1e-6 ? pattern(source, bindings) : [];
  };

/** A number for each channel, broadcast to every example. */
export const broadcast = (pattern: Pattern): Pattern => tiled(pattern, () => 1);

/** The gradient of a mean over the batch: every example gets an equal share of the gradient of its channel. */
export const meanGradient = (pattern: Pattern): Pattern => tiled(pattern, (batch) => 1 / batch);
