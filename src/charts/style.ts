// Colours and fonts of all charts: readable on light and dark pages, and by colour-blind readers.
import { itemAt } from '../arrays';
import { activations } from '../activations';

/** Hues after Okabe and Ito 2008, with a contrast of at least 3 : 1 against white and against #111. */
const HUES = {
  vermillion: '#d1600f',
  blue: '#2b83ba',
  green: '#0f9b74',
  purple: '#b86a9c',
  amber: '#b8860b',
  sky: '#4aa3d4',
  gray: '#7d838c',
} as const;

/** Names that have the same colour in every chart. */
const COLOR_OF_NAME = new Map<string, string>([
  [activations.sigmoid.label, HUES.vermillion],
  [activations.tanh.label, HUES.purple],
  [activations.relu.label, HUES.blue],
  [activations.linear.label, HUES.gray],
  [activations.gelu.label, HUES.green],
  [activations.silu.label, HUES.amber],
  [activations.elu.label, HUES.sky],
  ['dL/dz', HUES.green],
  ['dL/dW', HUES.amber],
]);

/** Labels of activations, of which none takes the colour of another: 'leaky ReLU' does not contain 'ReLU' here. */
const ACTIVATION_LABELS = new Set<string>(Object.values(activations).map(({ label }) => label));

/** The colours of the activations that most charts have. */
const HUES_OF_ACTIVATIONS = new Set<string>([HUES.vermillion, HUES.purple, HUES.blue, HUES.gray]);

/**
 * Assigns a colour to each name: its fixed one where it has one; else the fixed one of a word in it ('tanh' in 'tanh × 4'), if no
 * earlier name took that; else the next one that is free, beside an activation none that means another activation.
 */
export function colorsFor(names: readonly string[]): Map<string, string> {
  const own = new Map(
    names.flatMap((name) => {
      const fixed = COLOR_OF_NAME.get(name);
      return fixed === undefined ? [] : [[name, fixed] as const];
    }),
  );
  const taken = new Set(own.values());
  for (const name of names.filter((other) => !own.has(other) && !ACTIVATION_LABELS.has(other))) {
    const hue = name.split(/[\s,:]+/).flatMap((word) => COLOR_OF_NAME.get(word) ?? [])[0];
    if (hue === undefined || taken.has(hue)) continue;
    own.set(name, hue);
    taken.add(hue);
  }
  const untaken = Object.values(HUES).filter((hue) => !taken.has(hue));
  const left = untaken.length > 0 ? untaken : Object.values(HUES);
  const ofNone = left.filter((hue) => !HUES_OF_ACTIVATIONS.has(hue));
  const free = taken.size > 0 ? [...ofNone, ...left.filter((hue) => HUES_OF_ACTIVATIONS.has(hue))] : left;
  let next = 0;
  return new Map(names.map((name) => [name, own.get(name) ?? itemAt(free, next++ % free.length)]));
}

/** The colours of layers from the first (cool) to the last (warm), at one lightness. */
const DEPTH_RAMP = ['#2b83ba', '#8b78c4', '#c76796', '#d1600f'];

/** Interpolates a colour for each of `count` layers, the first one nearest the input. */
export function depthColors(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const at = count === 1 ? 0 : (i / (count - 1)) * (DEPTH_RAMP.length - 1);
    const from = Math.min(Math.floor(at), DEPTH_RAMP.length - 2);
    const next = channels(itemAt(DEPTH_RAMP, from + 1));
    const mixed = channels(itemAt(DEPTH_RAMP, from)).map((v, c) =>
      Math.round(v + (itemAt(next, c) - v) * (at - from)),
    );
    return `#${mixed.map((v) => v.toString(16).padStart(2, '0')).join('')}`;
  });
}

const channels = (hex: string): number[] => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/** A CSS colour of three channels and an opacity. */
export const withOpacity = (hex: string, opacity: number): string =>
  `rgba(${[...channels(hex), opacity].join(', ')})`;

export const TEXT_COLOR = '#7a808a';
export const TRANSPARENT = 'rgba(0, 0, 0, 0)';
export const GRID_COLOR = 'rgba(128, 134, 144, 0.22)';
export const FONT_FAMILY =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
