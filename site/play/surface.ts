// The decision surface of two spirals: which arm the network takes each place of the plane for, and the points.
import { element } from './dom';
import type { Points } from './messages';
import { key } from './panels';

const SIDE = 220; // pixels
const COLORS = [
  [209, 96, 15],
  [43, 131, 186],
] as const;

export class Surface {
  readonly root: HTMLElement;
  readonly #canvas = element('canvas', { width: String(SIDE), height: String(SIDE), role: 'img' });
  #points: Points | null = null;
  #surface: readonly number[] | null = null;

  constructor() {
    const legend = element('div', { class: 'vg-legend', 'aria-hidden': 'true' });
    legend.innerHTML = key('k-minus', 'one arm') + key('k-plus', 'the other');
    this.root = element(
      'figure',
      { class: 'vg-panel vg-surface' },
      element('figcaption', {}, element('div', { class: 'vg-name' }, 'Decision surface'), legend),
      this.#canvas,
    );
    this.clear();
  }

  clear(): void {
    this.#points = null;
    this.#surface = null;
    this.#draw();
  }

  setPoints(points: Points | null): void {
    this.#points = points;
    this.#draw();
  }

  setSurface(surface: readonly number[] | null): void {
    this.#surface = surface;
    this.#draw();
  }

  #draw(): void {
    const pen = this.#canvas.getContext('2d')!;
    pen.clearRect(0, 0, SIDE, SIDE);
    this.root.classList.toggle('vg-empty', this.#points === null);
    this.#canvas.setAttribute('aria-label', this.#words());
    if (this.#surface) {
      const side = Math.sqrt(this.#surface.length);
      const image = new ImageData(side, side);
      this.#surface.forEach((share, i) => {
        const isOdd = !Number.isFinite(share);
        const color = COLORS[share > 0.5 ? 1 : 0];
        image.data.set([...color, isOdd ? 0 : Math.round(40 + 200 * Math.abs(share - 0.5))], 4 * i);
      });
      const small = new OffscreenCanvas(side, side);
      small.getContext('2d')!.putImageData(image, 0, 0);
      pen.drawImage(small, 0, 0, SIDE, SIDE);
    }
    if (!this.#points) return;
    const { places, arms } = this.#points;
    arms.forEach((arm, i) => {
      pen.beginPath();
      pen.arc(((places[2 * i]! + 1) / 2) * SIDE, ((1 - places[2 * i + 1]!) / 2) * SIDE, 2.4, 0, 2 * Math.PI);
      pen.fillStyle = `rgb(${COLORS[arm === 1 ? 1 : 0].join(' ')})`;
      pen.fill();
      pen.strokeStyle = 'white';
      pen.lineWidth = 0.8;
      pen.stroke();
    });
  }

  #words(): string {
    if (!this.#points) return 'Decision surface: nothing is trained yet.';
    if (!this.#surface) return 'The points of two spirals, before the first step.';
    const share = this.#surface.filter((v) => v > 0.5).length / this.#surface.length;
    return `Decision surface over the points of two spirals: the second arm has ${Math.round(100 * share)} % of the plane.`;
  }
}
