// A place on the page for drawings of another kind than the panels': it has its width, and draws again when that changes.
import type { Size } from '../../src/play/draw/svg';
import { element } from './dom';

export type Draw = (size: Size) => string;

export class Slot {
  readonly root: HTMLElement;
  readonly place = element('div', { class: 'vg-drawing' });
  readonly #height: number;
  #draw: Draw | null = null;
  #width = 0;

  constructor(title: string, legend: string, height: number) {
    this.#height = height;
    const keys = element('div', { class: 'vg-legend', 'aria-hidden': 'true' });
    keys.innerHTML = legend;
    this.root = element(
      'figure',
      { class: 'vg-panel' },
      element('figcaption', {}, ...(title === '' ? [] : [element('div', { class: 'vg-name' }, title)]), keys),
      this.place,
    );
    this.place.style.height = `${height}px`;
    new ResizeObserver(([entry]) => {
      const width = Math.round(entry!.contentRect.width);
      if (width === this.#width) return;
      this.#width = width;
      this.#show();
    }).observe(this.place);
  }

  /** The size of the drawing. */
  get size(): Size {
    return { width: this.#width, height: this.#height };
  }

  show(draw: Draw): void {
    this.#draw = draw;
    this.#show();
  }

  #show(): void {
    if (this.#draw && this.#width > 60) this.place.innerHTML = this.#draw(this.size);
  }
}
