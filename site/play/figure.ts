// The live figure: controls, panels and words on one state, which a worker measures as it changes.
import type { Band } from '../../src/play/measurement';
import { pagesFor } from '../../src/play/reading';
import { insideBounds, isSameState, type FieldName, type PlayState } from '../../src/play/state';
import { Controls } from './controls';
import { afterPause, element, withSubscripts } from './dom';
import { EngineClient } from './engine-client';
import type { Seen } from './messages';
import { Panel, type PanelName } from './panels';
import { loadPrograms } from './program';
import type { Comparison } from './webgl';
import { stored } from './stored';

/** The parts of a figure. */
export interface FigureOptions {
  readonly state: PlayState;
  /** The address of the workers' program. */
  readonly programs: string;
  readonly controls: readonly FieldName[];
  readonly panels: readonly PanelName[];
  /** Whether the reasons and the pages to read are below the panels. */
  readonly hasReasons: boolean;
  /** Further elements under the title. */
  readonly above: readonly HTMLElement[];
  /** Further elements below the reasons. */
  readonly below: readonly HTMLElement[];
  /** The names of the pages of the course that are there to read on. */
  readonly pages: readonly string[];
  /** Called with each state that the reader chooses. */
  readonly onChange?: (state: PlayState) => void;
  /** Called with what was measured of each state. */
  readonly onSeen?: (seen: Seen) => void;
}

const AT_ONCE = 2; // panels, of which the first are those that a reader watches
const IDLE = 4000; // milliseconds after the band, before other backends are tried
const PAUSE = 700; // milliseconds without a change, before a screen reader hears of it

export class PlayFigure {
  readonly root: HTMLElement;
  readonly #options: FigureOptions;
  readonly #controls: Controls;
  readonly #panels: readonly Panel[];
  readonly #title: HTMLElement;
  readonly #status = element('p', { class: 'vg-hidden', role: 'status' });
  readonly #reasons = element('ul', { class: 'vg-reasons' });
  readonly #reading = element('p', { class: 'vg-reading' });
  #engine: Promise<EngineClient> | null = null;
  #state: PlayState;
  #seen: Seen | null = null;
  #band: Band | null = null;
  #bandWords: readonly string[] = [];
  #count = 0;
  /** Draws the other panels in a task of their own: while one drags, no task takes long. */
  readonly #drawOthers = afterPause(0, () => {
    const seen = this.#seen;
    if (seen === null) return;
    this.#panels.slice(AT_ONCE).forEach((panel) => {
      panel.show({ seen, band: this.#band });
    });
  });
  readonly #announce = afterPause(PAUSE, () => {
    if (this.#seen) this.#status.textContent = `${this.#seen.words.title}.`;
  });

  constructor(options: FigureOptions) {
    this.#options = options;
    this.#state = options.state;
    this.#title = element(options.hasReasons ? 'h2' : 'p', { class: 'vg-title' });
    this.#controls = new Controls(options.state, options.controls, (state) => {
      const inside = insideBounds(state);
      if (!isSameState(inside, state)) this.#controls.show(inside);
      this.#choose(inside);
    });
    this.#panels = options.panels.map((name) => new Panel(name));
    const words = element('div', { class: 'vg-words' }, this.#reasons, this.#reading, ...options.below);
    this.root = element(
      'div',
      { class: 'vg-figure' },
      this.#controls.root,
      element(
        'div',
        { class: 'vg-view' },
        this.#title,
        this.#status,
        ...options.above,
        element('div', { class: 'vg-panels' }, ...this.#panels.map(({ root }) => root)),
        ...(options.hasReasons ? [words] : []),
      ),
    );
    const first = stored.opening!;
    if (isSameState(first.measurement.state, options.state)) this.#draw(first); // before the engine has started
  }

  get state(): PlayState {
    return this.#state;
  }

  get seen(): Seen | null {
    return this.#seen;
  }

  /** Starts the engine, and has the state measured. */
  start(): void {
    void this.#withEngine((engine) => {
      engine.observe(this.#state);
    });
  }

  /** Shows another state, as if the reader had chosen it. */
  set(state: PlayState): void {
    this.#controls.show(state);
    this.#choose(state);
  }

  /** Brings the figure's beginning into view, and the focus to its first control. */
  focus(): void {
    const { top } = this.#title.getBoundingClientRect();
    if (top < 0 || top > innerHeight / 2) this.#title.scrollIntoView();
    this.#controls.focus();
  }

  /** Shows a stored measurement, until the next choice. The controls show its state, and lead on from what is near it in their bounds. */
  showStored(seen: Seen): void {
    void this.#withEngine((engine) => {
      engine.forget();
    });
    this.#state = insideBounds(seen.measurement.state);
    this.#controls.show(seen.measurement.state);
    this.#band = null;
    this.#bandWords = [];
    this.#draw(seen);
    this.#announce();
  }

  readonly #compareLater = afterPause(IDLE, () => void this.compareBackends());

  /** Has the engine try WebGL, once a page: its data attributes say what came of it. */
  async compareBackends(isForced = false): Promise<Comparison | undefined> {
    const comparison = await (await this.#engine)?.compare(isForced);
    if (comparison?.isDone === true) {
      this.root.dataset.backend = comparison.backend;
      this.root.dataset.compared = JSON.stringify(comparison);
    }
    return comparison;
  }

  /** The number of tensors that the engine holds. */
  async tensors(): Promise<number> {
    return (await this.#engine)?.tensors() ?? 0;
  }

  #choose(state: PlayState): void {
    this.#state = state;
    this.start();
    this.#options.onChange?.(state);
  }

  async #withEngine(work: (engine: EngineClient) => void): Promise<void> {
    this.#engine ??= this.#startEngine();
    try {
      work(await this.#engine);
    } catch (error) {
      this.#engine = null; // the next choice tries again
      this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  async #startEngine(): Promise<EngineClient> {
    return new EngineClient(await loadPrograms(this.#options.programs), {
      onReady: (backend) => (this.root.dataset.backend = backend),
      onSeen: (seen, milliseconds) => {
        this.root.dataset.milliseconds = milliseconds.toFixed(1);
        this.root.dataset.seen = String(++this.#count);
        delete this.root.dataset.failed;
        this.#band = null;
        this.#bandWords = [];
        this.#draw(seen);
        this.#announce();
        this.#options.onSeen?.(seen);
      },
      onBand: (band, words) => {
        this.#band = band;
        this.#bandWords = words;
        if (this.#seen) this.#draw(this.#seen);
        if (this.#options.hasReasons && this.root.dataset.compared === undefined) this.#compareLater();
      },
      onFailure: (message) => {
        this.#fail(message);
      },
    });
  }

  #fail(message: string): void {
    this.#title.textContent = `This could not be measured: ${message}`;
    this.root.dataset.failed = message;
  }

  #draw(seen: Seen): void {
    this.#seen = seen;
    const { words, measurement } = seen;
    this.#panels.slice(0, AT_ONCE).forEach((panel) => {
      panel.show({ seen, band: this.#band });
    });
    this.#drawOthers();
    this.#title.textContent = words.title;
    if (!this.#options.hasReasons) return;
    const reasons = [...words.reasons, ...this.#bandWords];
    this.#reasons.replaceChildren(
      ...reasons.map((sentence) => element('li', {}, ...withSubscripts(sentence))),
    );
    const links = pagesFor(measurement.state)
      .filter(({ name }) => this.#options.pages.includes(name))
      .map(({ name, title }) => element('a', { href: `${name}.html` }, title));
    this.#reading.replaceChildren(...links.flatMap((link, i) => [i === 0 ? 'Read on: ' : ' · ', link]));
  }
}
