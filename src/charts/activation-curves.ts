// Activation functions and their derivatives, side by side.
import { first, last } from '../arrays';
import { ACTIVATION_NAMES, activations, type Activation, type ActivationName } from '../activations';
import { oneOf, invalidArgument, type NameOf } from '../errors';
import { checkOptions, option, type Schema } from '../option-schema';
import { formatNumber } from '../format';
import { axis } from './axes';
import type { Figure } from './figure';
import { layoutFor } from './layout';
import { panelTitle } from './panel-title';
import { colorsFor } from './style';
import { joinWithAnd } from './phrases';

/** Options of `charts.activationCurves`. */
export interface ActivationCurvesOptions {
  /** The title. Default: the greatest slope of each activation. */
  readonly title?: string;
}

const [LOW, HIGH] = [-6, 6];
const INTERVALS = 240;
const DASHES = ['solid', 'dash', 'dot', 'dashdot'];
const KINK_OFFSET = 1e-9; // the distance to a kink at which its one-sided values are read

interface Samples {
  readonly x: number[];
  readonly y: (number | null)[];
}

const GRID = Array.from({ length: INTERVALS + 1 }, (_, i) => LOW + ((HIGH - LOW) * i) / INTERVALS);

/** Samples a function on the grid, with a gap at each jump. */
function sample(f: (z: number) => number, kinks: readonly number[]): Samples {
  const jumps = kinks.filter((k) => Math.abs(f(k + KINK_OFFSET) - f(k - KINK_OFFSET)) > 1e-6);
  const around = jumps
    .flatMap((k) => [k - KINK_OFFSET, k, k + KINK_OFFSET])
    .filter((z) => z >= LOW && z <= HIGH);
  const x = [...GRID.filter((z) => !jumps.includes(z)), ...around].sort((a, b) => a - b);
  return { x, y: x.map((z) => (jumps.includes(z) ? null : f(z))) };
}

interface Curve {
  readonly label: string;
  readonly value: Samples;
  readonly slope: Samples;
  readonly maxSlope: number;
}

function sampleActivation({ label, value, derivative, kinks }: Activation): Curve {
  const slope = sample(derivative, kinks);
  return {
    label,
    value: sample(value, kinks),
    slope,
    maxSlope: Math.max(...slope.y.filter((v) => v !== null)),
  };
}

function defaultTitle(curves: readonly Curve[]): string {
  const each = curves.map(({ label, maxSlope: steepest }) => `${formatNumber(steepest)} for ${label}`);
  if (curves.length <= 4) return `The slope is at most ${joinWithAnd(each)}`;
  const order = curves.toSorted((a, b) => a.maxSlope - b.maxSlope);
  const [least, most] = [first(order), last(order)];
  return `The greatest slope is from ${formatNumber(least.maxSlope)} (${least.label}) to ${formatNumber(most.maxSlope)} (${most.label})`;
}

function describe(curves: readonly Curve[]): string {
  const at = (points: Samples, z: number): string => {
    const near = points.x.findIndex((x, i) => x >= z && points.y[i] !== null);
    return formatNumber(points.y[near]!);
  };
  const each = curves.map(
    ({ label, value, slope, maxSlope: steepest }) =>
      `${label}: ${at(value, LOW)} at −6, ${at(value, 0)} at 0, ${at(value, HIGH)} at 6; ` +
      `slope ${at(slope, LOW)} at −6, ${at(slope, HIGH)} at 6, at most ${formatNumber(steepest)}.`,
  );
  return `Two line charts over z from −6 to 6: the activation φ(z), and its derivative. ${each.join(' ')}`;
}

const SCHEMA = {
  title: option.string(),
} satisfies Schema<ActivationCurvesOptions>;

/**
 * Draws activation functions φ(z) at the left and their derivatives at the right, over z from −6 to 6, with a gap where a
 * derivative jumps.
 *
 * @param names one name or several of `activations`. Default: sigmoid, tanh and relu
 * @param options the title
 * @returns a figure for `show`, or for `Plotly.newPlot`
 * @throws {TypeError} when a name or an option is unknown or of a wrong type
 * @throws {RangeError} when `names` is empty
 * @example
 * show(charts.activationCurves(['relu', 'gelu'])); // two panels, φ(z) and φ′(z), of two lines each
 */
export function activationCurves(
  names: NameOf<ActivationName> | readonly NameOf<ActivationName>[] = ['sigmoid', 'tanh', 'relu'],
  options: ActivationCurvesOptions = {},
): Figure {
  const where = 'charts.activationCurves';
  checkOptions(where, 'options', options, SCHEMA);
  const asked: unknown = typeof names === 'string' ? [names] : names;
  if (!Array.isArray(asked))
    throw invalidArgument(where, 'names', 'the name of an activation, or several', names);
  if (asked.length === 0)
    throw new RangeError(`${where}: names is empty; give one of ${ACTIVATION_NAMES.join(', ')}`);
  const known = [...new Set(asked.map((name) => oneOf(where, 'names', name, ACTIVATION_NAMES)))];
  const curves = known.map((name) => sampleActivation(activations[name]));
  const labels = curves.map(({ label }) => label);
  const colors = colorsFor(labels);
  // With more names than colours, names that share a colour differ in their dashes.
  const dashes = labels.map((label, i) => {
    const same = labels.slice(0, i).filter((other) => colors.get(other) === colors.get(label));
    return DASHES[same.length % DASHES.length];
  });
  const trace = ({ label }: Curve, { x, y }: Samples, panel: '' | '2'): Record<string, unknown> => ({
    type: 'scatter',
    name: label,
    legendgroup: label,
    ...(panel === '2' ? { showlegend: false } : {}),
    x,
    y,
    xaxis: `x${panel}`,
    yaxis: `y${panel}`,
    mode: 'lines',
    line: { color: colors.get(label), width: 3, dash: dashes[labels.indexOf(label)], simplify: false },
    hovertemplate: '%{y:.3~g}',
  });
  const words = { title: options.title ?? defaultTitle(curves), description: describe(curves) };
  const zero = { zeroline: true, zerolinecolor: 'rgba(128, 134, 144, 0.5)' };
  return {
    data: curves.flatMap((curve) => [trace(curve, curve.value, ''), trace(curve, curve.slope, '2')]),
    layout: {
      ...layoutFor(words, { legend: labels, above: 24 }),
      xaxis: { ...axis('z'), ...zero, domain: [0, 0.45], range: [LOW, HIGH], hoverformat: '.2f' },
      xaxis2: {
        ...axis('z'),
        ...zero,
        domain: [0.55, 1],
        range: [LOW, HIGH],
        hoverformat: '.2f',
        anchor: 'y2',
      },
      yaxis: axis(''),
      yaxis2: { ...axis(''), anchor: 'x2' },
      annotations: [panelTitle('φ(z)', ''), panelTitle('its derivative', '2')],
    },
  };
}
