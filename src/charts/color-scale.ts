// The colours of maps: how cells are drawn, the bar beside them, and the values at its ends.
import { invalidArgument } from '../errors';
import { TEXT_COLOR } from './style';

/** The properties that all maps of measurements share. */
export const COLOR_MAP = { type: 'heatmap', colorscale: 'Viridis', hoverongaps: false };

export const COLOR_BAR = { thickness: 14, outlinewidth: 0, tickfont: { color: TEXT_COLOR } };

/** Checks the values at the ends of the colours, which on a log scale must be above 0. */
export function checkColorRange(
  where: string,
  name: string,
  value: unknown,
  log = false,
): readonly [number, number] {
  const range = Array.isArray(value) ? (value as number[]) : [];
  const [low, high] = range as [number, number];
  if (range.length === 2 && range.every(Number.isFinite) && low < high && (low > 0 || !log))
    return [low, high];
  throw invalidArgument(where, name, `[low, high]${log ? ', both above 0' : ''}, low below high`, value);
}
