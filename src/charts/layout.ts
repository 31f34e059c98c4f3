// The layout of all charts: title and subtitle at the top, then the legend, then the plot.
import { last } from '../arrays';
import { FONT_FAMILY, TEXT_COLOR, TRANSPARENT } from './style';

/** The texts of a chart. */
export interface ChartText {
  /** The finding of the chart, as a sentence. */
  readonly title: string;
  /** The quantities that are drawn, in smaller letters. */
  readonly subtitle?: string;
  /** The text alternative. */
  readonly description: string;
}

/** The parts of a chart that need space above and in the plot. */
export interface LayoutSpace {
  /** The names in the legend. One name needs none. */
  readonly legend?: readonly string[];
  /** Height of the plot area, in pixels. Default 276. */
  readonly plot?: number;
  /** Height of the titles of panels above the plot, in pixels. Default 0. */
  readonly above?: number;
}

const PLOT_HEIGHT = 276;
const BOTTOM_MARGIN = 56;
const TITLE_BASELINE = 28; // from the top to the baseline of the title's first line
const [TITLE_LINE_HEIGHT, SUBTITLE_LINE_HEIGHT] = [21, 18];
export const LEGEND_ROW_HEIGHT = 19;
/** The properties that all legends share: they stand on what they belong to, and let it show through. */
export const LEGEND = { yanchor: 'bottom', tracegroupgap: 0, bgcolor: TRANSPARENT };
// In letters, and of a plot in pixels: what half of a wide window holds. A page of the course sets titles itself, on a phone too.
const [TITLE_LETTERS, SUBTITLE_LETTERS] = [76, 100];
const PLOT_WIDTH = 620;
// A phone's, for titles that stay in the chart there.
const [PHONE_TITLE_LETTERS, PHONE_SUBTITLE_LETTERS] = [42, 58];

/** Breaks a text into lines between words, none left alone on the last one; Plotly does not wrap titles. */
function wrapText(text: string, width: number): string[] {
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
    if (last(narrower).length >= width / 3) return narrower;
  }
  return lines;
}

const MAX_LEGEND_ROWS = 6;

/** The number of rows of a legend. */
function countLegendRows(names: readonly string[]): number {
  if (names.length < 2) return 0;
  const widths = names.map((name) => 48 + 7 * name.length);
  if (widths.reduce((a, b) => a + b) <= PLOT_WIDTH) return 1;
  const columns = Math.max(1, Math.floor(PLOT_WIDTH / Math.max(...widths)));
  return Math.min(MAX_LEGEND_ROWS, Math.ceil(names.length / columns));
}

/** Replaces Plotly's subscripts: 'σ<sub>w</sub>²' becomes 'σ_w²'. */
const plainText = (words: string): string => words.replace(/<sub>(.*?)<\/sub>/g, '_$1');

type Layout = Record<string, unknown> & { meta: { description: string } };

/** Makes the layout of a chart, transparent so that it fits light and dark pages. */
export function layoutFor({ title, subtitle, description }: ChartText, space: LayoutSpace = {}): Layout {
  const { legend = [], plot = PLOT_HEIGHT, above = 0 } = space;
  const lines = wrapText(title, TITLE_LETTERS);
  const under = subtitle === undefined ? [] : wrapText(subtitle, SUBTITLE_LETTERS);
  const rows = countLegendRows(legend);
  const top =
    TITLE_BASELINE +
    (lines.length - 1) * TITLE_LINE_HEIGHT +
    under.length * SUBTITLE_LINE_HEIGHT +
    (rows > 0 ? 23 + rows * LEGEND_ROW_HEIGHT : 24) +
    above;
  const height = top + plot + BOTTOM_MARGIN;
  return {
    meta: { description: plainText(description) },
    title: {
      text: `<b>${lines.join('<br>')}</b>`,
      font: { size: 15 },
      x: 0,
      xref: 'container',
      pad: { l: 16 },
      y: 1 - TITLE_BASELINE / height, // Plotly places the baseline of the first line
      yref: 'container',
      yanchor: 'bottom',
      ...(subtitle === undefined ? {} : { subtitle: { text: under.join('<br>'), font: { size: 13 } } }),
    },
    font: { family: FONT_FAMILY, size: 13, color: TEXT_COLOR },
    modebar: { bgcolor: TRANSPARENT, color: '#8a929c', activecolor: '#5c6570' },
    paper_bgcolor: TRANSPARENT,
    plot_bgcolor: TRANSPARENT,
    height,
    margin: { l: 64, r: 24, t: top, b: BOTTOM_MARGIN },
    hovermode: 'x unified',
    hoverlabel: { font: { family: FONT_FAMILY, size: 13 } },
    ...(rows > 0
      ? {
          legend: {
            orientation: 'h',
            x: 1,
            xanchor: 'right',
            y: 1 + above / plot,
            ...LEGEND,
          },
        }
      : { showlegend: false }),
  };
}

interface Title {
  readonly text: string;
  readonly subtitle?: { readonly text: string };
}

/** Makes the title of a layout fit a phone: that of a chart with a slider changes, and no page can set it outside of the chart. */
export function withPhoneTitle(layout: Layout): Layout {
  const title = layout.title as Title;
  const subtitle = title.subtitle?.text ?? '';
  const lines = wrapText(oneLine(title.text.replace(/^<b>|<\/b>$/g, '')), PHONE_TITLE_LETTERS);
  const under = subtitle === '' ? [] : wrapText(oneLine(subtitle), PHONE_SUBTITLE_LETTERS);
  const more =
    (lines.length - countLines(title.text)) * TITLE_LINE_HEIGHT +
    (under.length - (subtitle === '' ? 0 : countLines(subtitle))) * SUBTITLE_LINE_HEIGHT;
  const margin = layout.margin as { t: number };
  const height = (layout.height as number) + more;
  return {
    ...layout,
    height,
    margin: { ...margin, t: margin.t + more },
    title: {
      ...title,
      text: `<b>${lines.join('<br>')}</b>`,
      y: 1 - TITLE_BASELINE / height,
      ...(subtitle === '' ? {} : { subtitle: { ...title.subtitle, text: under.join('<br>') } }),
    },
  };
}

const oneLine = (text: string): string => text.replaceAll('<br>', ' ');

const countLines = (text: string): number => text.split('<br>').length;
