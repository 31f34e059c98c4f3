// The panels: each a drawing of the newest measurement, under a heading.
import type { Band } from '../../src/play/measurement';
import { drawSizes, drawZ } from '../../src/play/draw/distributions';
import { drawFactor } from '../../src/play/draw/factor';
import { drawGradient } from '../../src/play/draw/gradient';
import { drawNetwork } from '../../src/play/draw/network';
import type { Size } from '../../src/play/draw/svg';
import type { Seen } from './messages';
import { Slot } from './slots';

/** The input of a panel. */
export interface View {
  readonly seen: Seen;
  readonly band: Band | null;
}

export type PanelName = 'network' | 'gradient' | 'factor' | 'z' | 'sizes';

interface PanelKind {
  readonly title: string;
  /** The legend, as HTML. */
  readonly legend: string;
  readonly height: number;
  readonly draw: (view: View, size: Size) => string;
}

/** An entry of a legend. */
export const key = (kind: string, words: string): string =>
  `<span><i class="vg-key ${kind}"></i>${words}</span>`;

const KINDS: Readonly<Record<PanelName, PanelKind>> = {
  network: {
    title: 'The network',
    legend:
      key('k-flow', 'width: norm of dL/dz') +
      key('k-plus', 'activation above 0') +
      key('k-minus', 'below 0, of 8 units and one example') +
      key('k-trickle', 'too thin to draw'),
    height: 160,
    draw: ({ seen }, size) => drawNetwork(seen.measurement, size, seen.words.descriptions.network),
  },
  gradient: {
    title: 'The gradient by layer, norm of dL/dz',
    legend: key('k-point', 'measured') + key('k-theory', 'theory') + key('k-band', 'range of 8 seeds'),
    height: 240,
    draw: ({ seen, band }, size) =>
      drawGradient({ measurement: seen.measurement, band }, size, seen.words.descriptions.gradient),
  },
  factor: {
    title: 'The factor of each layer on the way back',
    legend: key('k-point', 'measured') + key('k-theory', 'theory'),
    height: 240,
    draw: ({ seen }, size) => drawFactor(seen.measurement, size, seen.words.descriptions.factor),
  },
  z: {
    title: 'Values of z by layer',
    legend: key('k-z', 'distribution'),
    height: 220,
    draw: ({ seen }, size) => drawZ(seen.measurement, size, seen.words.descriptions.z),
  },
  sizes: {
    title: 'Sizes of dL/dz by layer',
    legend: key('k-flow', 'distribution, log axis'),
    height: 220,
    draw: ({ seen }, size) => drawSizes(seen.measurement, size, seen.words.descriptions.sizes),
  },
};

/** A panel of the page. */
export class Panel {
  readonly root: HTMLElement;
  readonly #slot: Slot;
  readonly #kind: PanelKind;

  constructor(name: PanelName) {
    this.#kind = KINDS[name];
    this.#slot = new Slot(this.#kind.title, this.#kind.legend, this.#kind.height);
    this.root = this.#slot.root;
    this.root.classList.add(`vg-${name}`);
  }

  show(view: View): void {
    this.#slot.show((size) => this.#kind.draw(view, size));
  }
}
