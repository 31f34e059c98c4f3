import { expect, test } from 'vitest';
import { ACTIVATION_NAMES } from '../../src/activations';
import { activationCurves } from '../../src/charts';
import { named, titleOf, wordsOf } from './figures';
import { complaints } from './plotly';

/** The value of a trace at x; undefined where it has none. */
const at = ({ x, y }: { x: unknown[]; y: unknown[] }, z: number): unknown => y[x.indexOf(z)];

test('a function stands at the left and its derivative at the right', () => {
  const figure = activationCurves('tanh');
  expect(figure).toMatchSnapshot();
  expect(complaints(figure)).toEqual([]);
  const [value, slope] = named(figure);
  expect([value.xaxis, slope.xaxis]).toEqual(['x', 'x2']);
  expect([value.x[0], value.x.at(-1)]).toEqual([-6, 6]);
  expect(at(value, 1)).toBeCloseTo(0.761594155955765, 12);
  expect(at(slope, 1)).toBeCloseTo(0.419974341614026, 12);
});

test('where a derivative jumps its line breaks, and nowhere else', () => {
  const gaps = (name: string): unknown[] => {
    const [, slope] = named(activationCurves(name));
    return slope.x.filter((_, i) => slope.y[i] === null);
  };
  expect(gaps('relu')).toEqual([0]);
  expect(gaps('hardTanh')).toEqual([-1, 1]);
  expect(gaps('hardSigmoid')).toEqual([-3, 3]);
  expect(gaps('relu6')).toEqual([0, 6]);
  expect(gaps('elu')).toEqual([]); // a kink of the second derivative
  expect(gaps('sigmoid')).toEqual([]);
});

test('the title has the greatest slopes', () => {
  expect(titleOf(activationCurves())).toBe(
    'The slope is at most 0.25 for sigmoid, 1 for tanh and 1 for ReLU',
  );
  expect(titleOf(activationCurves(ACTIVATION_NAMES))).toBe(
    'The greatest slope is from 0.167 (hard sigmoid) to 1.76 (SELU)',
  );
  expect(wordsOf(activationCurves('relu'))).toBe(
    'Two line charts over z from −6 to 6: the activation φ(z), and its derivative. ' +
      'ReLU: 0 at −6, 0 at 0, 6 at 6; slope 0 at −6, 1 at 6, at most 1.',
  );
});

test('all activations in one chart can be told apart, by colour or dash', () => {
  const figure = activationCurves(ACTIVATION_NAMES);
  expect(complaints(figure)).toEqual([]);
  const looks = named(figure)
    .filter(({ xaxis }) => xaxis === 'x')
    .map(({ line }) => `${(line as { color: string }).color} ${(line as { dash: string }).dash}`);
  expect(new Set(looks).size).toBe(ACTIVATION_NAMES.length);
  expect(named(figure).filter(({ showlegend }) => showlegend !== false)).toHaveLength(
    ACTIVATION_NAMES.length,
  );
});

test.each<[string, () => unknown, ErrorConstructor, string]>([
  ['an unknown name', () => activationCurves('sigmod'), TypeError, "did you mean 'sigmoid'?"],
  [
    'an unknown name among others',
    () => activationCurves(['relu', 'leaky']),
    TypeError,
    "names 'leaky' is not one of linear,",
  ],
  ['no name', () => activationCurves([]), RangeError, 'names is empty; give one of linear,'],
  [
    'a number',
    () => activationCurves(4 as never),
    TypeError,
    'names must be the name of an activation, or several; got 4',
  ],
])('%s gets a named error', (_, act, kind, message) => {
  expect(act).toThrow(kind);
  expect(act).toThrow(message);
});
