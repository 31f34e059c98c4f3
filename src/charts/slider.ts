// A slider over charts made beforehand: it moves in an exported page too, where no kernel runs.
import { checkKeys, oneOf, invalidArgument } from '../errors';
import { checkFigure, type Figure } from './figure';
import { keyOf, sharedAxis } from './ranges';
import { ink } from './style';

export interface SliderFrame {
  /** What the slider says at this place. */
  readonly label: string;
  readonly figure: Figure;
}

export interface SliderOptions {
  /** What the slider moves: 'hidden layers'. */
  readonly label: string;
  /** The label of the frame that it opens at. Default: the first. */
  readonly start?: string;
}

const ROOM = 84; // under the plot, in pixels

function check(where: string, frames: unknown): SliderFrame[] {
  if (!Array.isArray(frames)) throw invalidArgument(where, 'frames', 'an array of { label, figure }', frames);
  if (frames.length === 0)
    throw new RangeError(`${where}: frames is empty; give at least one { label, figure }`);
  const known = new Set<string>();
  return frames.map((frame: unknown, i) => {
    checkKeys(where, `frames[${i}]`, frame, ['label', 'figure']);
    const { label, figure } = frame as Record<keyof SliderFrame, unknown>;
    if (typeof label !== 'string') throw invalidArgument(where, `frames[${i}].label`, 'a text', label);
    if (known.has(label)) throw new RangeError(`${where}: two frames have the label '${label}'`);
    known.add(label);
    return { label, figure: checkFigure(where, `frames[${i}].figure`, figure) };
  });
}

/** Frames change data in place, so each has the traces of the first. */
function checkAlike(where: string, frames: readonly SliderFrame[]): void {
  const [first, ...others] = frames;
  const axes = axesOf(first.figure).join(', ');
  for (const { label, figure } of others) {
    if (figure.data.length !== first.figure.data.length) {
      throw new RangeError(
        `${where}: the figure of '${label}' has ${figure.data.length} traces, that of '${first.label}' ${first.figure.data.length}; ` +
          'give figures with the same ones',
      );
    }
    if (axesOf(figure).join(', ') !== axes) {
      throw new RangeError(`${where}: the figure of '${label}' has other axes than that of '${first.label}'`);
    }
  }
}

/** Where it opens. */
function placeOf(where: string, frames: readonly SliderFrame[], start: unknown): number {
  if (start === undefined) return 0;
  const labels = frames.map(({ label }) => label);
  return labels.indexOf(oneOf(where, 'start', start, labels));
}

const axesOf = ({ layout }: Figure): string[] =>
  Object.keys(layout)
    .filter((key) => /^[xy]axis\d*$/.test(key))
    .map((key) => key.replace('axis', ''))
    .sort();

/**
 * One chart with a slider under it that goes through charts made beforehand, each with a title of its own. Axes keep one range
 * over all of them. It needs no kernel.
 *
 * @param frames the charts, each with what the slider says there; all with the same traces
 * @param options what the slider moves, and where it opens
 * @throws {TypeError | RangeError} when there is no frame, one is not right, they differ in their traces, or none is the start
 * @example
 * const at = (depth: number) => ({ label: `${depth}`, figure: charts.gradientFlow(measure(depth).layers) });
 * show(charts.slider([4, 8, 16].map(at), { label: 'hidden layers', start: '8' }));
 */
export function slider(frames: readonly SliderFrame[], options: SliderOptions): Figure {
  const where = 'charts.slider';
  checkKeys(where, 'options', options, ['label', 'start']);
  if (typeof options.label !== 'string') throw invalidArgument(where, 'label', 'a text', options.label);
  const all = check(where, frames);
  checkAlike(where, all);
  const active = placeOf(where, all, options.start);
  const figures = all.map(({ figure }) => figure);
  const { data, layout } = figures[active];
  const axes = axesOf(figures[0]).map((name) => [keyOf(name), sharedAxis(figures, name)] as const);
  // Room for the longest title, and every title at the same height.
  const margins = figures.map(({ layout: own }) => own.margin as { t: number; b: number });
  const top = Math.max(...margins.map(({ t }) => t));
  const { t, b } = margins[active];
  const height = (layout.height as number) + top - t + ROOM;
  const titleOf = (own: Figure['layout']): Record<string, unknown> => {
    const title = own.title as { y: number };
    return { ...title, y: 1 - ((1 - title.y) * (own.height as number)) / height };
  };
  const description =
    `A slider over ${options.label}. ` +
    all.map(({ label, figure }) => `At ${label}: ${figure.layout.meta.description}`).join(' ');
  const mode = { mode: 'immediate', frame: { duration: 0, redraw: true }, transition: { duration: 0 } };
  return {
    data,
    layout: {
      ...layout,
      ...(Object.fromEntries(axes) as Record<string, unknown>),
      meta: { description },
      title: titleOf(layout),
      height,
      margin: { ...(layout.margin as object), t: top, b: b + ROOM },
      sliders: [
        {
          active,
          x: 0,
          len: 1,
          pad: { t: 62, b: 8 },
          currentvalue: { prefix: `${options.label}: `, font: { size: 13, color: ink } },
          font: { size: 12, color: ink },
          bgcolor: 'rgba(128, 134, 144, 0.3)',
          activebgcolor: ink,
          bordercolor: 'rgba(128, 134, 144, 0.5)',
          tickcolor: ink,
          minorticklen: 0,
          ticklen: 4,
          steps: all.map(({ label }) => ({ label, method: 'animate', args: [[label], mode] })),
        },
      ],
    },
    frames: all.map(({ label, figure }) => ({
      name: label,
      data: figure.data,
      layout: { title: titleOf(figure.layout) },
    })),
  };
}
