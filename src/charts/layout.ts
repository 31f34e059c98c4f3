// The frame of every chart: its words above it, its legend between them and the plot.
import { FONT, ink } from './style';

export interface Words {
  /** What the chart finds, as a sentence. */
  readonly title: string;
  /** What is drawn, in smaller letters under it. */
  readonly subtitle?: string;
  /** What it shows, for those who do not see it. */
  readonly description: string;
}

export interface Space {
  /** The names in the legend. One name needs none. */
  readonly legend?: readonly string[];
  /** Height of the plot itself, in pixels. */
  readonly plot?: number;
  /** Room right above the plot, for the titles of panels. */
  readonly above?: number;
}

const PLOT = 276;
const BOTTOM = 56;
const FIRST = 28; // from the top to the baseline of the title's first line
const [TITLE_LINE, SUBTITLE_LINE, LEGEND_ROW] = [21, 18, 19];
const [TITLE_WIDTH, SUBTITLE_WIDTH] = [42, 58]; // in letters: what a narrow window holds
const NARROW = 310; // of a plot, in pixels

/** Plotly does not break a text into lines: a long one is broken here, between words, with no word left alone at the end. */
function wrapped(text: string, width: number): string[] {
  const fill = (most: number): string[] => {
    const lines: string[] = [];
    for (const word of text.split(' ')) {
      const line = lines.at(-1);
      if (line !== undefined && line.length + 1 + word.length <= most)
        lines[lines.length - 1] = `${line} ${word}`;
      else lines.push(word);
    }
    return lines;
  };
  const lines = fill(width);
  for (let most = width; most > width / 2 && lines.length > 1; most--) {
    const narrower = fill(most);
    if (narrower.length > lines.length) break;
    if (narrower.at(-1)!.length >= width / 3) return narrower;
  }
  return lines;
}

const MOST_ROWS = 6;

/** How many rows a legend has in a narrow window. */
function rowsOf(names: readonly string[]): number {
  if (names.length < 2) return 0;
  const widths = names.map((name) => 48 + 7 * name.length);
  if (widths.reduce((a, b) => a + b) <= NARROW) return 1;
  const columns = Math.max(1, Math.floor(NARROW / Math.max(...widths)));
  return Math.min(MOST_ROWS, Math.ceil(names.length / columns));
}

/** Names may have indices, as Plotly sets them; a text has none: 'σ<sub>w</sub>²' is 'σ_w²'. */
const asText = (words: string): string => words.replace(/<sub>(.*?)<\/sub>/g, '_$1');

type Layout = Record<string, unknown> & { meta: { description: string } };

/** Every layout: transparent, so that it stands on a light page as on a dark one. */
export function layoutFor({ title, subtitle, description }: Words, space: Space = {}): Layout {
  const { legend = [], plot = PLOT, above = 0 } = space;
  const lines = wrapped(title, TITLE_WIDTH);
  const under = subtitle === undefined ? [] : wrapped(subtitle, SUBTITLE_WIDTH);
  const rows = rowsOf(legend);
  const top =
    FIRST +
    (lines.length - 1) * TITLE_LINE +
    under.length * SUBTITLE_LINE +
    (rows > 0 ? 23 + rows * LEGEND_ROW : 24) +
    above;
  const height = top + plot + BOTTOM;
  return {
    meta: { description: asText(description) },
    title: {
      text: `<b>${lines.join('<br>')}</b>`,
      font: { size: 15 },
      x: 0,
      xref: 'container',
      pad: { l: 16 },
      y: 1 - FIRST / height, // Plotly hangs up the first line by its baseline
      yref: 'container',
      yanchor: 'bottom',
      ...(subtitle === undefined ? {} : { subtitle: { text: under.join('<br>'), font: { size: 13 } } }),
    },
    font: { family: FONT, size: 13, color: ink },
    modebar: { bgcolor: 'rgba(0, 0, 0, 0)', color: '#8a929c', activecolor: '#5c6570' },
    paper_bgcolor: 'rgba(0, 0, 0, 0)',
    plot_bgcolor: 'rgba(0, 0, 0, 0)',
    height,
    margin: { l: 64, r: 24, t: top, b: BOTTOM },
    hovermode: 'x unified',
    hoverlabel: { font: { family: FONT, size: 13 } },
    ...(rows > 0
      ? {
          legend: {
            orientation: 'h',
            x: 1,
            xanchor: 'right',
            y: 1 + above / plot,
            yanchor: 'bottom',
            tracegroupgap: 0,
            bgcolor: 'rgba(0, 0, 0, 0)',
          },
        }
      : { showlegend: false }),
  };
}
