// Activation functions and their slopes, side by side.
import { activationNames, activations, type Activation, type ActivationName } from '../activations';
import { checkKeys, oneOf, invalidArgument, type NameOf } from '../errors';
import { formatNumber } from '../format';
import { axis } from './axes';
import type { Figure } from './figure';
import { layoutFor } from './layout';
import { panelTitle } from './panels';
import { coloursFor } from './style';
import { listed } from './words';

export interface ActivationCurvesOptions {
  /** What the chart finds. Default: the greatest slope of each. */
  readonly title?: string;
}

const [LOW, HIGH] = [-6, 6];
const STEPS = 240;
const DASHES = ['solid', 'dash', 'dot', 'dashdot'];
const NEAR = 1e-9; // to either side of a kink

interface Points {
  readonly x: number[];
  readonly y: (number | null)[];
}

const grid = Array.from({ length: STEPS + 1 }, (_, i) => LOW + ((HIGH - LOW) * i) / STEPS);

/** A function over the grid; at each jump the line breaks. */
function sampled(f: (z: number) => number, kinks: readonly number[]): Points {
  const jumps = kinks.filter((k) => Math.abs(f(k + NEAR) - f(k - NEAR)) > 1e-6);
  const around = jumps.flatMap((k) => [k - NEAR, k, k + NEAR]).filter((z) => z >= LOW && z <= HIGH);
  const x = [...grid.filter((z) => !jumps.includes(z)), ...around].sort((a, b) => a - b);
  return { x, y: x.map((z) => (jumps.includes(z) ? null : f(z))) };
}

interface Curve {
  readonly label: string;
  readonly value: Points;
  readonly slope: Points;
  readonly steepest: number;
}

function curveOf({ label, value, derivative, kinks }: Activation): Curve {
  const slope = sampled(derivative, kinks);
  return {
    label,
    value: sampled(value, kinks),
    slope,
    steepest: Math.max(...slope.y.filter((v) => v !== null)),
  };
}

function finding(curves: readonly Curve[]): string {
  const each = curves.map(({ label, steepest }) => `${formatNumber(steepest)} for ${label}`);
  if (curves.length <= 4) return `The slope is at most ${listed(each)}`;
  const order = curves.toSorted((a, b) => a.steepest - b.steepest);
  const [least, most] = [order[0], order.at(-1)!];
  return `The greatest slope is from ${formatNumber(least.steepest)} (${least.label}) to ${formatNumber(most.steepest)} (${most.label})`;
}

function describe(curves: readonly Curve[]): string {
  const at = (points: Points, z: number): string => {
    const near = points.x.findIndex((x, i) => x >= z && points.y[i] !== null);
    return formatNumber(points.y[near]!);
  };
  const each = curves.map(
    ({ label, value, slope, steepest }) =>
      `${label}: ${at(value, LOW)} at −6, ${at(value, 0)} at 0, ${at(value, HIGH)} at 6; ` +
      `slope ${at(slope, LOW)} at −6, ${at(slope, HIGH)} at 6, at most ${formatNumber(steepest)}.`,
  );
  return `Two line charts over z from −6 to 6: the activation φ(z), and its derivative. ${each.join(' ')}`;
}

/**
 * Activation functions φ(z) at the left and their derivatives at the right, over z from -6 to 6. Where a derivative jumps its
 * line breaks.
 *
 * @param names one name or several out of `activations`; default sigmoid, tanh and relu
 * @throws {TypeError | RangeError} when a name is not known, or there is none
 * @example show(charts.activationCurves(['relu', 'gelu']));
 */
export function activationCurves(
  names: NameOf<ActivationName> | readonly NameOf<ActivationName>[] = ['sigmoid', 'tanh', 'relu'],
  options: ActivationCurvesOptions = {},
): Figure {
  const where = 'charts.activationCurves';
  checkKeys(where, 'options', options, ['title']);
  const asked: unknown = typeof names === 'string' ? [names] : names;
  if (!Array.isArray(asked))
    throw invalidArgument(where, 'names', 'the name of an activation, or several', names);
  if (asked.length === 0)
    throw new RangeError(`${where}: names is empty; give one of ${activationNames.join(', ')}`);
  const known = [...new Set(asked.map((name) => oneOf(where, 'names', name, activationNames)))];
  const curves = known.map((name) => curveOf(activations[name]));
  const labels = curves.map(({ label }) => label);
  const colours = coloursFor(labels);
  // A colour comes again where there are more names than colours: dashed then.
  const dashes = labels.map((label, i) => {
    const same = labels.slice(0, i).filter((other) => colours.get(other) === colours.get(label));
    return DASHES[same.length % DASHES.length];
  });
  const trace = ({ label }: Curve, { x, y }: Points, panel: '' | '2'): Record<string, unknown> => ({
    type: 'scatter',
    name: label,
    legendgroup: label,
    ...(panel === '2' ? { showlegend: false } : {}),
    x,
    y,
    xaxis: `x${panel}`,
    yaxis: `y${panel}`,
    mode: 'lines',
    line: { color: colours.get(label), width: 3, dash: dashes[labels.indexOf(label)], simplify: false },
    hovertemplate: '%{y:.3~g}',
  });
  const words = { title: options.title ?? finding(curves), description: describe(curves) };
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
