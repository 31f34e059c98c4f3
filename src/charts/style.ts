// One look for every chart: readable on light and on dark, and by colour-blind readers.
import { activations } from '../activations';
import { significant } from '../format';

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
const fixed: Record<string, string> = {
  [activations.sigmoid.label]: hues.vermillion,
  [activations.tanh.label]: hues.purple,
  [activations.relu.label]: hues.blue,
  [activations.linear.label]: hues.grey,
  'dL/dz': hues.green,
  'dL/dW': hues.amber,
};

/** A colour a name: its own where it has one, else the next one that nobody uses. */
export function coloursFor(names: readonly string[]): Map<string, string> {
  const taken = new Set(names.map((name) => fixed[name]));
  const free = Object.values(hues).filter((hue) => !taken.has(hue));
  let next = 0;
  return new Map(names.map((name) => [name, fixed[name] ?? free[next++ % free.length]]));
}

/** A colour with an opacity, as CSS has it. */
export function fade(hex: string, opacity: number): string {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return `rgba(${r}, ${g}, ${b}, ${opacity})`;
}

export const ink = '#7a808a';
const GRID = 'rgba(128, 134, 144, 0.22)';
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** Every axis: a quiet grid and no box. */
export const axis = (title: string): Record<string, unknown> => ({
  title: { text: title, standoff: 12, font: { size: 13 } },
  gridcolor: GRID,
  linecolor: GRID,
  zeroline: false,
  automargin: true,
});

/** Plotly does not break a title into lines: a long one is broken here, between words. */
function wrapped(text: string, width = 64): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** 1, 2 and 5 of every decade between two numbers. */
function ticksBetween(low: number, high: number): number[] {
  const decades = Math.ceil(Math.log10(high / low)) + 1;
  const first = Math.floor(Math.log10(low));
  return Array.from({ length: decades + 1 }, (_, i) =>
    [1, 2, 5].map((m) => Number(`${m}e${first + i}`)),
  ).flat();
}

/** A log axis: a tick every decade, or every few where there are many; and at 2 and 5 too where there are few. */
export function logAxis(title: string, values: readonly number[]): Record<string, unknown> {
  const seen = values.filter((v) => v > 0 && Number.isFinite(v));
  const [low, high] = seen.length === 0 ? [1, 1] : [Math.min(...seen), Math.max(...seen)];
  const decades = Math.log10(high / low);
  const tickvals = decades < 1.5 ? ticksBetween(low, high) : [];
  const ticks =
    tickvals.length > 0
      ? { tickvals, ticktext: tickvals.map((v) => significant(v, 1)) }
      : { dtick: Math.max(1, Math.ceil(decades / 7)), exponentformat: 'power', tickfont: { size: 12 } };
  return { ...axis(title), type: 'log', ...ticks };
}

export interface Words {
  /** What the chart finds, as a sentence. */
  readonly title: string;
  /** What is drawn, in smaller letters under it. */
  readonly subtitle?: string;
  /** What it shows, for those who do not see it. */
  readonly description: string;
}

const HEIGHT = 420;
const LINE = 22; // of the title, in pixels

/** Every layout: transparent, so that it stands on a light page as on a dark one. */
export function layoutFor({
  title,
  subtitle,
  description,
}: Words): { meta: { description: string } } & Record<string, unknown> {
  const lines = wrapped(title);
  const extra = (lines.length - 1) * LINE;
  return {
    meta: { description },
    title: {
      text: `<b>${lines.join('<br>')}</b>`,
      font: { size: 16 },
      x: 0,
      xref: 'container',
      pad: { l: 16 },
      y: 1 - 28 / (HEIGHT + extra), // Plotly hangs up the first line by its baseline
      yref: 'container',
      yanchor: 'bottom',
      ...(subtitle === undefined ? {} : { subtitle: { text: subtitle, font: { size: 13 } } }),
    },
    font: { family: FONT, size: 13, color: ink },
    paper_bgcolor: 'rgba(0, 0, 0, 0)',
    plot_bgcolor: 'rgba(0, 0, 0, 0)',
    height: HEIGHT + extra,
    margin: { l: 64, r: 24, t: 88 + extra, b: 56 },
    hovermode: 'x unified',
    hoverlabel: { font: { family: FONT, size: 13 } },
  };
}
