// A slider over charts that exist already, so that it moves in exported pages too, where no kernel runs.
import { first, itemAt } from '../arrays';
import { oneOf, invalidArgument } from '../errors';
import { checkOptions, option, type Schema } from '../option-schema';
import { checkFigure, type Figure } from './figure';
import { withPhoneTitle } from './layout';
import { axisKey, sharedAxis } from './shared-axis';
import { TEXT_COLOR } from './style';

/** A frame of `charts.slider`. */
export interface SliderFrame {
  /** The label of the frame. */
  readonly label: string;
  /** The chart that it shows. */
  readonly figure: Figure;
}

/** Options of `charts.slider`. */
export interface SliderOptions {
  /** The name of what the slider changes: 'hidden layers'. */
  readonly label: string;
  /** The label of the frame that is shown first. Default: that of the first frame. */
  readonly start?: string;
}

const FRAME_SCHEMA = {
  label: option.string({ required: true }),
  figure: option.custom<Figure, { required: true }>(checkFigure, { required: true }),
} satisfies Schema<SliderFrame>;

const SCHEMA = {
  label: option.string({ required: true }),
  start: option.string(),
} satisfies Schema<SliderOptions>;

const SLIDER_HEIGHT = 84; // in pixels

function checkFrames(where: string, frames: unknown): SliderFrame[] {
  if (!Array.isArray(frames)) throw invalidArgument(where, 'frames', 'an array of { label, figure }', frames);
  if (frames.length === 0)
    throw new RangeError(`${where}: frames is empty; give at least one { label, figure }`);
  const known = new Set<string>();
  return frames.map((frame: unknown, i) => {
    const checked = checkOptions(where, `frames[${i}]`, frame, FRAME_SCHEMA, `frames[${i}].`);
    const { label } = checked;
    if (known.has(label)) throw new RangeError(`${where}: two frames have the label '${label}'`);
    known.add(label);
    return checked;
  });
}

/** Checks that all frames have the same traces and axes, which Plotly's frames need. */
function checkSameTraces(where: string, frames: readonly SliderFrame[]): void {
  const opening = first(frames);
  const axes = axisNames(opening.figure).join(', ');
  for (const { label, figure } of frames.slice(1)) {
    if (figure.data.length !== opening.figure.data.length) {
      throw new RangeError(
        `${where}: the figure of '${label}' has ${figure.data.length} traces, that of '${opening.label}' ${opening.figure.data.length}; ` +
          'give figures with the same ones',
      );
    }
    if (axisNames(figure).join(', ') !== axes) {
      throw new RangeError(
        `${where}: the figure of '${label}' has other axes than that of '${opening.label}'`,
      );
    }
  }
}

/** The index of the frame that is shown first. */
function startIndex(where: string, frames: readonly SliderFrame[], start: string | undefined): number {
  if (start === undefined) return 0;
  const labels = frames.map(({ label }) => label);
  return labels.indexOf(oneOf(where, 'start', start, labels));
}

const axisNames = ({ layout }: Figure): string[] =>
  Object.keys(layout)
    .filter((key) => /^[xy]axis\d*$/.test(key))
    .map((key) => key.replace('axis', ''))
    .sort();

/**
 * Draws one chart with a slider that shows one of several figures, each with its own title; axes have one range over all of them.
 * The slider needs no kernel.
 *
 * @param frames figures with the same traces, each with its label
 * @param options the name of what the slider changes, and the frame that is shown first
 * @returns a figure for `show`, or for `Plotly.newPlot`
 * @throws {TypeError} when `frames` is no array, a frame is not of its form, or `start` is no label of a frame
 * @throws {RangeError} when there is no frame, two have the same label, or they differ in their traces or axes
 * @example
 * const { x, y } = datasets.digits().test;
 * const frame = (depth: number) => {
 *   const model = mlp({ inputs: 64, hidden: Array(depth).fill(32), outputs: 10, activation: 'tanh' });
 *   return { label: `${depth}`, figure: charts.gradientFlow(observe(model, x, y).layers) };
 * };
 * show(charts.slider([2, 4, 8].map(frame), { label: 'hidden layers', start: '4' })); // three charts, '4' first
 */
export function slider(frames: readonly SliderFrame[], options: SliderOptions): Figure {
  const where = 'charts.slider';
  const { label: name, start } = checkOptions(where, 'options', options, SCHEMA);
  const all = checkFrames(where, frames);
  checkSameTraces(where, all);
  const active = startIndex(where, all, start);
  const figures = all.map(({ figure }) => ({ ...figure, layout: withPhoneTitle(figure.layout) }));
  const { data, layout } = itemAt(figures, active);
  const axes = axisNames(first(figures)).map((key) => [axisKey(key), sharedAxis(figures, key)] as const);
  // The margin fits the longest title, and all titles have the same height.
  const margins = figures.map(({ layout: own }) => own.margin as { t: number; b: number });
  const top = Math.max(...margins.map(({ t }) => t));
  const { t, b } = itemAt(margins, active);
  const height = (layout.height as number) + top - t + SLIDER_HEIGHT;
  const titleOf = (own: Figure['layout']): Record<string, unknown> => {
    const title = own.title as { y: number };
    return { ...title, y: 1 - ((1 - title.y) * (own.height as number)) / height };
  };
  const description =
    `A slider over ${name}. ` +
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
      margin: { ...(layout.margin as object), t: top, b: b + SLIDER_HEIGHT },
      sliders: [
        {
          active,
          x: 0,
          len: 1,
          pad: { t: 62, b: 8 },
          currentvalue: { prefix: `${name}: `, font: { size: 13, color: TEXT_COLOR } },
          font: { size: 12, color: TEXT_COLOR },
          bgcolor: 'rgba(128, 134, 144, 0.3)',
          activebgcolor: TEXT_COLOR,
          bordercolor: 'rgba(128, 134, 144, 0.5)',
          tickcolor: TEXT_COLOR,
          minorticklen: 0,
          ticklen: 4,
          steps: all.map(({ label }) => ({ label, method: 'animate', args: [[label], mode] })),
        },
      ],
    },
    frames: figures.map((figure, i) => ({
      name: itemAt(all, i).label,
      data: figure.data,
      layout: { title: titleOf(figure.layout) },
    })),
  };
}
