// Predict, then see: the reader draws a curve or picks an answer, and the measured one appears beside it.
import { formatNumber } from '../../src/format';
import { drawGradient, gradientPlot, type GradientView } from '../../src/play/draw/gradient';
import {
  PREDICTIONS,
  type DrawQuestion,
  type PickQuestion,
  type Prediction,
} from '../../src/play/predictions';
import type { PlayState } from '../../src/play/state';
import { element, freshId } from './dom';
import type { Seen } from './messages';
import { key } from './panels';
import { Slot } from './slots';

const STEP = 0.5; // of an arrow key, in powers of ten

/** A curve that a reader draws, with a pointer or with the arrow keys. */
class Sketch {
  readonly slot = new Slot(
    '',
    key('k-guess', 'you') + key('k-point', 'measured') + key('k-theory', 'theory'),
    240,
  );
  readonly #question: DrawQuestion;
  readonly #seen: Seen;
  readonly #guess: (number | null)[];
  #layer: number;
  #last: number | null = null;
  #isShown = false;

  constructor(question: DrawQuestion, seen: Seen) {
    this.#question = question;
    this.#seen = seen;
    const { layers } = seen.measurement;
    const end = Math.log10(layers.at(-1)!.gradient);
    this.#guess = layers.map((_, i) => (i === layers.length - 1 ? end : null));
    this.#layer = layers.length - 2;
    const { place } = this.slot;
    const [low, high] = question.range;
    for (const [name, value] of Object.entries({
      tabindex: '0',
      role: 'slider',
      'aria-label': 'Your curve. Left and right choose a layer, up and down move the gradient there.',
      'aria-valuemin': String(low),
      'aria-valuemax': String(high),
    }))
      place.setAttribute(name, value);
    place.classList.add('vg-sketch');
    place.addEventListener('pointerdown', (event) => {
      place.setPointerCapture(event.pointerId);
      this.#last = null;
      this.#drawTo(event);
    });
    place.addEventListener('pointermove', (event) => {
      if (place.hasPointerCapture(event.pointerId)) this.#drawTo(event);
    });
    place.addEventListener('keydown', (event) => {
      this.#press(event);
    });
    this.#draw();
  }

  /** The power of ten that the reader gave layer 1; null where they drew nothing there. */
  get first(): number | null {
    return this.#guess[0] ?? null;
  }

  get isDrawn(): boolean {
    return this.#guess.slice(0, -1).some((v) => v !== null);
  }

  reveal(): void {
    this.#isShown = true;
    const { place } = this.slot;
    // No slider any more: the chart has words of its own.
    for (const name of place.getAttributeNames())
      if (name === 'role' || name === 'tabindex' || name.startsWith('aria-')) place.removeAttribute(name);
    this.#draw();
  }

  #drawTo({ offsetX, offsetY, target }: PointerEvent): void {
    if (this.#isShown || target === null) return;
    const plot = gradientPlot(this.#view(), this.slot.size);
    const [low, high] = this.#question.range;
    const layer = Math.round((offsetX - plot.left) / plot.gap + 0.5) - 1;
    const at = Math.max(0, Math.min(this.#guess.length - 2, layer));
    const value = low + ((plot.bottom - offsetY) / (plot.bottom - plot.top)) * (high - low);
    const exponent = Math.max(low, Math.min(high, value));
    // A quick pointer jumps over layers: these lie on a straight line.
    const from = this.#last ?? at;
    const start = this.#guess[from] ?? exponent;
    for (let i = Math.min(from, at); i <= Math.max(from, at); i++)
      this.#guess[i] = from === at ? exponent : start + ((exponent - start) * (i - from)) / (at - from);
    this.#last = at;
    this.#layer = at;
    this.#draw();
  }

  #press(event: KeyboardEvent): void {
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, STEP],
      ArrowDown: [0, -STEP],
    };
    const move = moves[event.key];
    if (!move || this.#isShown) return;
    event.preventDefault();
    const before = this.#guess[this.#layer] ?? this.#guess[this.#layer + 1] ?? this.#guess.at(-1)!;
    this.#layer = Math.max(0, Math.min(this.#guess.length - 2, this.#layer + move[0]));
    const [low, high] = this.#question.range;
    const value = this.#guess[this.#layer] ?? before;
    this.#guess[this.#layer] = Math.max(low, Math.min(high, value + move[1]));
    this.#draw();
  }

  #view(): GradientView {
    return {
      measurement: this.#seen.measurement,
      guess: this.#guess,
      isHidden: !this.#isShown,
      range: this.#question.range,
    };
  }

  #draw(): void {
    const value = this.#guess[this.#layer];
    const words = this.#isShown
      ? this.#seen.words.descriptions.gradient
      : 'An empty chart by layer, with the gradient at the logits.';
    this.slot.show((size) => drawGradient(this.#view(), size, words));
    if (this.#isShown) return;
    const { place } = this.slot;
    place.setAttribute('aria-valuenow', String(value ?? this.#guess.at(-1)));
    place.setAttribute(
      'aria-valuetext',
      `layer ${this.#layer + 1}: ${value === null || value === undefined ? 'nothing drawn' : `ten to the power of ${formatNumber(value, 2)}`}`,
    );
  }
}

/** Says how far off a curve is at the first layer. */
function compare(exponent: number | null, measured: number): string {
  if (exponent === null) return `Measured at layer 1: ${formatNumber(measured)}.`;
  const ratio = 10 ** exponent / measured;
  const off = ratio > 1 ? ratio : 1 / ratio;
  const away = off < 3 ? 'very near' : `${formatNumber(off, 2)} times too ${ratio > 1 ? 'large' : 'small'}`;
  return `At layer 1 you have ${formatNumber(10 ** exponent, 2)}, measured is ${formatNumber(measured)}: ${away}.`;
}

type Choose = (state: PlayState) => void;

/** Shows an answer, and gives the button that leads on from it. */
type Tell = (words: string) => HTMLButtonElement;

function questionOf(question: Prediction, seen: Seen, number: number, choose: Choose): HTMLElement {
  const answer = element('div', { class: 'vg-answer', role: 'status' });
  const tell: Tell = (first) => {
    const onward = element('button', { type: 'button' }, 'Play on from here');
    onward.addEventListener('click', () => {
      choose(question.state);
    });
    answer.replaceChildren(element('p', {}, `${first} ${question.after}`), onward);
    return onward;
  };
  const heading = element('h3', { id: freshId('question') }, `${number}. ${question.words}`);
  const body =
    question.kind === 'draw' ? drawBody(question, seen, tell) : pickBody(question, heading.id, tell);
  return element('li', { class: 'vg-predict' }, heading, ...body, answer);
}

function drawBody(question: DrawQuestion, seen: Seen, tell: Tell): HTMLElement[] {
  const sketch = new Sketch(question, seen);
  const button = element('button', { type: 'button' }, 'Show what is measured');
  button.addEventListener('click', () => {
    const measured = seen.measurement.layers[0]!.gradient;
    sketch.reveal();
    const onward = tell(
      sketch.isDrawn ? compare(sketch.first, measured) : `Measured at layer 1: ${formatNumber(measured)}.`,
    );
    onward.focus(); // the button that had the focus goes
    button.remove();
  });
  return [sketch.slot.root, button];
}

function pickBody(question: PickQuestion, labeledBy: string, tell: Tell): HTMLElement[] {
  const buttons = question.answers.map((words, i) => {
    const button = element('button', { type: 'button' }, words);
    button.addEventListener('click', () => {
      buttons.forEach((other, at) => {
        other.setAttribute('aria-pressed', String(at === i));
        other.classList.toggle('vg-right', at === question.right);
      });
      tell(
        i === question.right ? 'Right.' : `The answer is another one: ${question.answers[question.right]!}.`,
      );
    });
    return button;
  });
  return [element('div', { class: 'vg-choices', role: 'group', 'aria-labelledby': labeledBy }, ...buttons)];
}

/** The questions, one below the other. */
export const predictionList = (stored: Readonly<Record<string, Seen>>, choose: Choose): HTMLElement =>
  element(
    'ol',
    { class: 'vg-predictions' },
    ...PREDICTIONS.map((question, i) => questionOf(question, stored[question.id]!, i + 1, choose)),
  );
