// Panels side by side, in rows from the top: their places in the plot.

const PANEL_HEIGHT = 210; // in pixels, of a panel among several
const ROW_GAP = 54; // the ticks of one row and the titles of the next, in pixels
export const PANEL_TITLE_HEIGHT = 24;

/** The gaps between panels. */
export interface PanelGaps {
  /** As a share of the width. Default 0.06. */
  readonly across?: number;
  /** The height of what stands between rows besides ticks and titles of panels, in pixels: legends, titles of x axes. Default 0. */
  readonly between?: number;
}

/** A grid of panels, by their indices. */
export class PanelGrid {
  readonly count: number;
  readonly columns: number;
  /** The height of all rows, in pixels. */
  readonly height: number;
  readonly #across: number;
  readonly #step: number;

  /** @param columns the most panels in a row */
  constructor(count: number, columns: number, { across = 0.06, between = 0 }: PanelGaps = {}) {
    this.count = count;
    this.columns = Math.min(count, columns);
    const rows = Math.ceil(count / this.columns);
    this.height = rows * PANEL_HEIGHT + (rows - 1) * (ROW_GAP + between);
    this.#across = across;
    this.#step = PANEL_HEIGHT + ROW_GAP + between;
  }

  isLeft(i: number): boolean {
    return i % this.columns === 0;
  }

  isBottom(i: number): boolean {
    return i + this.columns >= this.count;
  }

  /** The left end and the right end of a panel, as shares of the width. */
  horizontal(i: number): [number, number] {
    const width = (1 - this.#across * (this.columns - 1)) / this.columns;
    const left = (i % this.columns) * (width + this.#across);
    return [left, Math.min(1, left + width)];
  }

  /** The lower end and the upper end of a panel, as shares of the height. */
  vertical(i: number): [number, number] {
    const top = 1 - (Math.floor(i / this.columns) * this.#step) / this.height;
    return [Math.max(0, top - PANEL_HEIGHT / this.height), top];
  }
}

/** The suffix of the names of a panel's axes: '', '2', '3', … */
export const suffixOf = (i: number): string => (i === 0 ? '' : String(i + 1));
