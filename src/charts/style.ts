// One look for every chart: readable on light and on dark, and by colour-blind readers.
import { activations } from '../activations';

/** Hues after Okabe and Ito 2008, of middling lightness: at least 3 : 1 against white and against #111. */
const hues = {
  vermillion: '#d1600f',
  blue: '#2b83ba',
  green: '#0f9b74',
  purple: '#b86a9c',
  amber: '#b8860b',
  sky: '#4aa3d4',
  grey: '#7d838c',
} as const;

/** The same thing has the same colour in every chart. */
const fixed = new Map<string, string>([
  [activations.sigmoid.label, hues.vermillion],
  [activations.tanh.label, hues.purple],
  [activations.relu.label, hues.blue],
  [activations.linear.label, hues.grey],
  ['dL/dz', hues.green],
  ['dL/dW', hues.amber],
]);

/** Names of things of their own: a leaky ReLU is no ReLU. */
const labels = new Set<string>(Object.values(activations).map(({ label }) => label));

/**
 * A colour a name: its own where it has one, else that of the thing it speaks of ('tanh' in 'tanh × 4'), for the first name that
 * does, else the next one that nobody uses.
 */
export function coloursFor(names: readonly string[]): Map<string, string> {
  const own = new Map(names.flatMap((name) => (fixed.has(name) ? [[name, fixed.get(name)!] as const] : [])));
  const taken = new Set(own.values());
  for (const name of names.filter((other) => !own.has(other) && !labels.has(other))) {
    const hue = name.split(/[\s,:]+/).flatMap((word) => fixed.get(word) ?? [])[0];
    if (hue === undefined || taken.has(hue)) continue;
    own.set(name, hue);
    taken.add(hue);
  }
  const free = Object.values(hues).filter((hue) => !taken.has(hue));
  let next = 0;
  return new Map(names.map((name) => [name, own.get(name) ?? free[next++ % free.length]]));
}

/** From the layer nearest the input to the last one: cool to warm, at one lightness. */
const ramp = ['#2b83ba', '#8b78c4', '#c76796', '#d1600f'];

/** A colour for each of so many layers, the first one nearest the input. */
export function depthColours(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const at = count === 1 ? 0 : (i / (count - 1)) * (ramp.length - 1);
    const from = Math.min(Math.floor(at), ramp.length - 2);
    const [a, b] = [channels(ramp[from]), channels(ramp[from + 1])];
    const mixed = a.map((v, c) => Math.round(v + (b[c] - v) * (at - from)));
    return `#${mixed.map((v) => v.toString(16).padStart(2, '0')).join('')}`;
  });
}

const channels = (hex: string): number[] => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/** A colour with an opacity, as CSS has it. */
export const fade = (hex: string, opacity: number): string =>
  `rgba(${[...channels(hex), opacity].join(', ')})`;

export const ink = '#7a808a';
export const GRID = 'rgba(128, 134, 144, 0.22)';
export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
