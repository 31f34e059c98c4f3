// The page of the live figure: every control and panel, presets, tasks, training and predictions, with the state in the address.
import { quoted, stateToText, textToState } from '../../src/play/address';
import { FIELD_NAMES, type PlayState } from '../../src/play/state';
import { taskOf } from '../../src/play/tasks';
import { DiagnosisPanel } from './diagnosis-panel';
import { element, freshId } from './dom';
import { PlayFigure } from './figure';
import { PageAddress, stateInAddress } from './page-address';
import { predictionList } from './prediction-panel';
import { presetButtons, STORED, type Presets } from './preset-buttons';
import { stored } from './stored';
import { TaskPanel } from './task-panel';
import { TrainingPanel } from './training-panel';

const section = (title: string, lead: string, ...content: readonly HTMLElement[]): HTMLElement => {
  const id = freshId('section');
  return element(
    'section',
    { class: 'vg-section', 'aria-labelledby': id },
    element('h2', { id }, title),
    element('p', { class: 'vg-lead' }, lead),
    ...content,
  );
};

/** The meaning of the symbols of the figure. */
const symbols = (): (Node | string)[] => [
  element('b', {}, 'z'),
  ' is the input of a unit’s activation, ',
  element('b', {}, 'L'),
  ' the loss (cross-entropy of ten classes), ',
  element('b', {}, 'dL/dz'),
  ' the gradient. The last layer is that of the logits.',
];

/** The addresses that the place of a page names. */
type Addresses = Readonly<Record<'programs' | 'diagnosis' | 'pages', string>>;

export class FullPage {
  readonly figure: PlayFigure;
  readonly #presets: Presets;
  readonly #training: TrainingPanel;
  readonly #doctor: DiagnosisPanel;
  readonly #tasks = new TaskPanel((state) => {
    this.#chooseAbove(state);
  });
  /** The line that says how the address was mended. */
  readonly #mended = element('p', { class: 'vg-mended', role: 'status' });
  readonly #address = new PageAddress(() =>
    stored[this.#shownKey] ? `preset=${this.#shownKey}` : stateToText(this.figure.state),
  );
  #shownKey = ''; // of a stored network

  constructor({ programs, diagnosis, pages }: Addresses) {
    this.#presets = presetButtons(
      (state) => {
        this.#tasks.end();
        this.#choose(state);
      },
      (key) => {
        this.#tasks.end();
        this.#address.beginStep();
        this.#showStored(key);
      },
    );
    this.#training = new TrainingPanel(programs, () => this.figure.state);
    this.#doctor = new DiagnosisPanel({ programs, diagnosis }, (): PlayState => this.figure.state);
    this.figure = new PlayFigure({
      state: textToState(stateInAddress()).state,
      programs,
      controls: FIELD_NAMES,
      panels: ['network', 'gradient', 'factor', 'z', 'sizes'],
      hasReasons: true,
      above: [element('p', { class: 'vg-symbols' }, ...symbols()), this.#tasks.banner],
      below: [this.#doctor.root],
      pages: pages.split(' '),
      onChange: (state) => {
        this.#forget(state);
      },
      onSeen: (seen) => {
        this.#tasks.check(seen);
      },
    });
  }

  /** The parts of the page, from the top. */
  elements(): HTMLElement[] {
    return [
      this.#presets.root,
      this.#mended,
      this.figure.root,
      section(
        'Train it',
        'Does a level gradient help? Let the network of the controls learn other data than noise, and change the rate as it runs.',
        this.#training.root,
      ),
      section('Tasks', 'Each can be done with the controls above. Nothing is counted.', this.#tasks.root),
      section(
        'Predict, then see',
        'Five questions. Draw your curve, with the mouse, a finger or the arrow keys, or pick an answer; then look.',
        predictionList(stored, (state) => {
          this.#chooseAbove(state);
        }),
      ),
    ];
  }

  /** Starts the figure with what the address holds, and follows the address. */
  start(): void {
    this.#presets.mark(this.figure.state);
    this.#address.onOther(() => {
      const { state, notes } = textToState(stateInAddress());
      this.figure.set(state);
      this.#open(notes);
    });
    this.figure.start();
    this.#open(textToState(stateInAddress()).notes);
  }

  #choose(state: PlayState): void {
    this.#address.beginStep();
    this.figure.set(state);
  }

  /** Chooses from below the figure: the page moves there. */
  #chooseAbove(state: PlayState): void {
    this.#choose(state);
    this.figure.focus();
  }

  /** Forgets what belongs to the state before. */
  #forget(state: PlayState): void {
    this.#shownKey = '';
    this.#mended.textContent = '';
    this.#presets.mark(state);
    this.#training.forget();
    this.#doctor.forget();
    this.#doctor.root.hidden = false;
    this.#address.write();
  }

  #showStored(key: string): void {
    this.#shownKey = key;
    this.figure.showStored(stored[key]!);
    this.#presets.mark(null, key);
    this.#training.forget();
    this.#doctor.root.hidden = true; // it would look at the network of the controls
    this.#mended.textContent =
      'Measured before, and stored: a thousand layers of 64 units, tanh, on the edge of chaos. What is moved or trained from here has 60 layers, the most that this page measures.';
    this.#address.write();
  }

  /** Opens the task or the stored network of the address, and says what was mended in it. */
  #open(notes: readonly string[]): void {
    const given = new URLSearchParams(stateInAddress().slice(1));
    const [id, preset] = [given.get('task'), given.get('preset')];
    const task = taskOf(id);
    const isStored = STORED.some(({ key }) => key === preset);
    if (task) {
      this.#tasks.begin(task);
      this.figure.set(task.start);
    } else if (isStored) this.#showStored(preset!);
    const unknown = [
      ...(id === null || task ? [] : [`There is no task called ${quoted(id)}.`]),
      ...(preset === null || isStored ? [] : [`There is no preset called ${quoted(preset)}.`]),
    ];
    const said = [...notes, ...unknown].join(' ');
    if (said === '') return;
    this.#mended.textContent = isStored ? `${this.#mended.textContent} ${said}` : said;
    this.#address.write();
  }
}
