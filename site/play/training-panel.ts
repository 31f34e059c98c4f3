// Train it: the network of the page learns spirals or digits, and shows how; its rate can be changed on the way.
import { drawLoss, drawRatios, drawUnits, type LossPoint } from '../../src/play/draw/training';
import type { PlayState } from '../../src/play/state';
import { formatNumber } from '../../src/format';
import { describeUpdates } from '../../src/play/updates';
import { element, freshId } from './dom';
import type { DataName, Points, Trained } from './messages';
import { key } from './panels';
import { loadPrograms } from './program';
import { Slot } from './slots';
import { Surface } from './surface';
import { TrainingClient } from './training-client';

const RATES = Array.from({ length: 25 }, (_, i) => Number((10 ** (i / 6 - 3)).toPrecision(2)));
const FIRST_RATE = RATES.indexOf(0.1);
const GUESS: Readonly<Record<DataName, number>> = { spirals: Math.LN2, digits: Math.log(10) };

const SPOKEN_PAUSE = 5000; // milliseconds between two states of a training that a screen reader hears of

const percent = (share: number): string => `${formatNumber(100 * share, 3)} %`;

export class TrainingPanel {
  readonly root: HTMLElement;
  readonly #programs: string;
  readonly #stateOf: () => PlayState;
  readonly #surface = new Surface();
  readonly #loss = new Slot('Loss', key('k-loss', 'of the steps'), 220);
  readonly #ratios = new Slot(
    'Update ratio |ΔW| / |W| by layer',
    key('k-minus', 'of a layer') + key('k-useful', 'around a thousandth, as is usual'),
    220,
  );
  readonly #units = new Slot('Units by layer', key('k-minus', 'saturated') + key('k-dead', 'dead'), 220);
  readonly #status = element('p', { class: 'vg-status' });
  readonly #updates = element('p', { class: 'vg-updates' });
  /** The status for screen readers: when the training pauses, and now and then while it runs. */
  readonly #spoken = element('p', { class: 'vg-hidden', role: 'status' });
  #spokenAt = 0;
  readonly #playButton = element('button', { type: 'button' }, 'Train');
  readonly #data: HTMLSelectElement;
  readonly #rate: HTMLInputElement;
  #client: TrainingClient | null = null;
  #points: LossPoint[] = [];
  #isStale = true;
  #shownData: DataName | null = null;

  constructor(programs: string, stateOf: () => PlayState) {
    this.#programs = programs;
    this.#stateOf = stateOf;
    const stepButton = element('button', { type: 'button' }, 'One step');
    const againButton = element('button', { type: 'button' }, 'Start anew');
    const [dataId, rateId] = [freshId('data'), freshId('rate')];
    this.#data = element(
      'select',
      { id: dataId },
      element('option', { value: 'spirals' }, 'two spirals'),
      element('option', { value: 'digits' }, 'handwritten digits'),
    );
    this.#rate = element('input', {
      id: rateId,
      type: 'range',
      min: '0',
      max: String(RATES.length - 1),
      step: '1',
      value: String(FIRST_RATE),
    });
    const output = element('output', { for: rateId });
    const showRate = (): void => {
      output.textContent = String(this.#learningRate);
      this.#rate.setAttribute('aria-valuetext', String(this.#learningRate));
    };
    showRate();
    this.#rate.addEventListener('input', () => {
      showRate();
      this.#client?.setRate(this.#learningRate);
    });
    this.#data.addEventListener('input', () => {
      this.forget();
    });
    this.#playButton.addEventListener('click', () => void this.#toggle());
    stepButton.addEventListener(
      'click',
      () =>
        void this.#ready().then((client) => {
          client.step();
          this.#label();
        }),
    );
    againButton.addEventListener('click', () => {
      this.forget();
      void this.#ready();
    });
    this.root = element(
      'div',
      { class: 'vg-training' },
      element(
        'div',
        { class: 'vg-bar' },
        element('div', { class: 'vg-field' }, element('label', { for: dataId }, 'Data'), this.#data),
        element(
          'div',
          { class: 'vg-field' },
          element('label', { for: rateId }, 'Learning rate'),
          output,
          this.#rate,
        ),
        element('div', { class: 'vg-buttons' }, this.#playButton, stepButton, againButton),
      ),
      this.#status,
      this.#updates,
      this.#spoken,
      element(
        'div',
        { class: 'vg-panels vg-quarters' },
        this.#surface.root,
        this.#loss.root,
        this.#ratios.root,
        this.#units.root,
      ),
    );
    this.#show(null);
  }

  /** Stops, since the network or the data is another one now; the next step starts anew. */
  forget(): void {
    if (this.#isStale && this.#shownData === this.#dataName) return; // as is, while a control is dragged
    const wasTrained = this.#points.length > 0;
    this.#client?.pause();
    this.#isStale = true;
    this.#points = [];
    this.#label();
    this.#surface.clear();
    this.#show(null);
    if (wasTrained) this.#speak();
  }

  get #learningRate(): number {
    return RATES[Number(this.#rate.value)]!;
  }

  get #dataName(): DataName {
    return this.#data.value as DataName;
  }

  async #toggle(): Promise<void> {
    const client = await this.#ready();
    if (client.isPlaying) client.pause();
    else client.play();
    this.#label();
    if (!client.isPlaying) this.#speak();
  }

  #label(): void {
    const isPlaying = this.#client?.isPlaying === true;
    this.#playButton.textContent = isPlaying ? 'Pause' : this.#points.length > 0 ? 'Go on' : 'Train';
  }

  async #ready(): Promise<TrainingClient> {
    if (this.#client === null) {
      const programs = await loadPrograms(this.#programs);
      this.#client ??= new TrainingClient(programs, {
        onStart: (points: Points | null) => {
          this.#surface.setPoints(points);
        },
        onTrained: (trained) => {
          if (!this.#isStale) this.#receive(trained);
        },
        onFailure: (message) => {
          this.#status.textContent = `The training stopped: ${message}`;
          this.#speak();
          this.#label();
        },
      });
    }
    if (this.#isStale) {
      this.#isStale = false;
      this.#points = [];
      this.#client.start(this.#stateOf(), this.#dataName, this.#learningRate);
    }
    return this.#client;
  }

  #receive(trained: Trained): void {
    this.#points.push({ step: trained.step, loss: trained.loss });
    this.#surface.setSurface(trained.surface);
    this.#show(trained);
    if (!Number.isFinite(trained.loss)) this.#client?.pause();
    this.#label();
    if (this.#client?.isPlaying !== true || performance.now() > this.#spokenAt + SPOKEN_PAUSE) this.#speak();
  }

  #speak(): void {
    this.#spokenAt = performance.now();
    this.#spoken.textContent = [this.#status.textContent, this.#updates.textContent].join(' ').trim();
  }

  #show(trained: Trained | null): void {
    const data = this.#dataName;
    this.#shownData = data;
    this.#surface.root.hidden = data === 'digits'; // these have 64 inputs, and no plane
    const guess = GUESS[data];
    const layers = trained?.layers ?? [];
    const lossWords = trained
      ? `Chart of the loss by step: ${formatNumber(trained.loss)} after ${trained.step} steps; a guess has ${formatNumber(guess)}.`
      : 'Chart of the loss by step: nothing has been trained yet.';
    this.#loss.show((size) => drawLoss(this.#points, guess, size, lossWords));
    const ratios = layers.map(({ ratio }) => ratio);
    const [first, end] = [ratios[0], ratios.at(-1)];
    const ratioWords =
      typeof first === 'number' && typeof end === 'number'
        ? `Chart of the update ratio by layer: ${formatNumber(first)} at layer 1, ${formatNumber(end)} at the logits.`
        : 'Chart of the update ratio by layer: no update yet.';
    this.#updates.textContent = describeUpdates(ratios);
    this.#ratios.show((size) => drawRatios(ratios, size, ratioWords));
    const most = (of: 'saturated' | 'dead'): string =>
      percent(Math.max(0, ...layers.map((layer) => layer[of] ?? 0)));
    this.#units.show((size) =>
      drawUnits(
        layers,
        size,
        `Chart of units by layer: at most ${most('saturated')} saturated, ${most('dead')} dead.`,
      ),
    );
    this.#status.textContent = trained
      ? `Step ${trained.step}: loss ${formatNumber(trained.loss)}, ${percent(trained.accuracy)} right${data === 'digits' ? ' of the digits that are not trained on' : ''}.${
          Number.isFinite(trained.loss)
            ? ''
            : ' The loss is no number any more: the rate was too large. Start anew with a smaller one.'
        }`
      : 'The network above, with its first weights, is trained with gradient descent, always in batches of 32.';
  }
}
