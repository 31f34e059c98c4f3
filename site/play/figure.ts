// The live figure: controls, panels and words on one state, which a worker measures as it changes.
import { pagesFor } from '../../src/play/reading';
import { type FieldName, type PlayState } from '../../src/play/state';
import type { Band } from '../../src/play/measurement';
import { Controls } from './controls';
import { afterPause, element, withSubscripts } from './dom';
import { EngineClient } from './engine-client';
import type { Seen } from './messages';
import { Panel, type PanelName } from './panels';
import type { Programs } from './program';

/** The parts of a figure. */
export interface FigureOptions {
  readonly state: PlayState;
  readonly controls: readonly FieldName[];
  readonly panels: readonly PanelName[];
  /** The names of the pages of the course that are there to read on. */
  readonly pages: readonly string[];
  /** Called with each state that the reader chooses. */
  readonly onChange?: (state: PlayState) => void;
  /** Called with what was measured of each state. */
  readonly onSeen?: (seen: Seen) => void;
}

const PAUSE = 700; // milliseconds without a change, before a screen reader hears of it

export class PlayFigure {
  readonly root: HTMLElement;
  readonly engine: EngineClient;
  readonly #options: FigureOptions;
  readonly #controls: Controls;
  readonly #panels: readonly Panel[];
  readonly #title = element('p', { class: 'vg-title' });
  readonly #status = element('p', { class: 'vg-hidden', role: 'status' });
  readonly #reasons = element('ul', { class: 'vg-reasons' });
  readonly #reading = element('p', { class: 'vg-reading' });
  #state: PlayState;
  #seen: Seen | null = null;
  #band: Band | null = null;
  #bandWords = '';
  readonly #announce = afterPause(PAUSE, () => {
    if (this.#seen) this.#status.textContent = `${this.#seen.words.title}.`;
  });

  constructor(programs: Programs, options: FigureOptions) {
    this.#options = options;
    this.#state = options.state;
    this.#controls = new Controls(options.state, options.controls, (state) => {
      this.#state = state;
      this.engine.observe(state);
      options.onChange?.(state);
    });
    this.#panels = options.panels.map((name) => new Panel(name));
    this.root = element(
      'div',
      { class: 'vg-figure' },
      this.#controls.root,
      element(
        'div',
        { class: 'vg-view' },
        this.#title,
        this.#status,
        element('div', { class: 'vg-panels' }, ...this.#panels.map(({ root }) => root)),
        element('div', { class: 'vg-words' }, this.#reasons, this.#reading),
      ),
    );
    this.engine = new EngineClient(programs, {
      onReady: (backend) => (this.root.dataset.backend = backend),
      onSeen: (seen, milliseconds) => {
        this.root.dataset.milliseconds = milliseconds.toFixed(1);
        this.#receive(seen);
      },
      onBand: (band, words) => {
        this.#band = band;
        this.#bandWords = words;
        this.#draw();
      },
      onFailure: (message) => {
        this.#title.textContent = `This could not be measured: ${message}`;
        this.root.dataset.failed = message;
      },
    });
    this.engine.observe(options.state);
  }

  get state(): PlayState {
    return this.#state;
  }

  get seen(): Seen | null {
    return this.#seen;
  }

  /** Shows another state, as if the reader had chosen it. */
  set(state: PlayState): void {
    this.#state = state;
    this.#controls.show(state);
    this.engine.observe(state);
    this.#options.onChange?.(state);
  }

  #receive(seen: Seen): void {
    this.#seen = seen;
    this.#band = null;
    this.#bandWords = '';
    this.#draw();
    this.#announce();
    this.root.dataset.seen = String(Number(this.root.dataset.seen ?? 0) + 1);
    this.#options.onSeen?.(seen);
  }

  #draw(): void {
    if (!this.#seen) return;
    const view = { seen: this.#seen, band: this.#band };
    for (const panel of this.#panels) panel.show(view);
    const { words, measurement } = this.#seen;
    this.#title.textContent = words.title;
    const reasons = [...words.reasons, ...(this.#bandWords === '' ? [] : [this.#bandWords])];
    this.#reasons.replaceChildren(
      ...reasons.map((sentence) => element('li', {}, ...withSubscripts(sentence))),
    );
    const links = pagesFor(measurement.state)
      .filter(({ name }) => this.#options.pages.includes(name))
      .map(({ name, title }) => element('a', { href: `${name}.html` }, title));
    this.#reading.replaceChildren(...links.flatMap((link, i) => [i === 0 ? 'Read on: ' : ' · ', link]));
  }
}
