// The live figure on pages: with every control and panel on a page of its own, small on others.
import { quoted, stateToText, textToState } from '../../src/play/address';
import { PRESETS } from '../../src/play/presets';
import { FIELD_NAMES, isSameState, type PlayState } from '../../src/play/state';
import { taskOf } from '../../src/play/tasks';
import { afterPause, element, freshId } from './dom';
import { DiagnosisPanel } from './diagnosis-panel';
import { PlayFigure } from './figure';
import { predictionList } from './prediction-panel';
import { stored } from './stored';
import { TaskPanel } from './task-panel';
import { TrainingPanel } from './training-panel';

const ADDRESS_PAUSE = 250; // browsers refuse more than a hundred changes of the address in half a minute

/** The networks that are stored, not measured here. */
const STORED = [
  { key: 'orthogonal', label: 'A thousand layers, orthogonal' },
  { key: 'gaussian', label: 'A thousand layers, Gaussian' },
] as const;

interface Presets {
  readonly root: HTMLElement;
  mark(state: PlayState | null, storedKey?: string): void;
}

function presetButtons(choose: (state: PlayState) => void, show: (key: string) => void): Presets {
  const buttons = [
    ...PRESETS.map(({ group, label, state }) => ({ group, label, state, key: '' })),
    ...STORED.map(({ key, label }) => ({ group: 'Further', label, state: null, key })),
  ].map((preset) => {
    const button = element('button', { type: 'button' }, preset.label);
    button.addEventListener('click', () => {
      if (preset.state === null) show(preset.key);
      else choose(preset.state);
    });
    return { preset, button };
  });
  const groups = [...new Set(PRESETS.map(({ group }) => group))].map((group) =>
    element(
      'div',
      { role: 'group', 'aria-label': group },
      element('span', { 'aria-hidden': 'true' }, group),
      ...buttons.filter(({ preset }) => preset.group === group).map(({ button }) => button),
    ),
  );
  return {
    root: element('div', { class: 'vg-presets' }, ...groups),
    mark: (state, storedKey) => {
      for (const { preset, button } of buttons) {
        const isThis =
          preset.state === null
            ? preset.key === storedKey
            : state !== null && isSameState(preset.state, state);
        button.setAttribute('aria-pressed', String(isThis));
      }
    },
  };
}

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

/** The parts of an address that hold a state; a link within the page has none. */
const stateInAddress = (): string => (location.hash.includes('=') ? location.hash : '');

function startPage(place: HTMLElement): void {
  const { programs = '', diagnosis = '', pages = '' } = place.dataset;
  const { state, notes } = textToState(stateInAddress());
  const mended = element('p', { class: 'vg-mended', role: 'status' });
  let lastWritten = location.hash;
  let isStep = false; // whether the back button leads back from the next address
  const put = (hash: string): void => {
    if (isStep && hash !== lastWritten) history.pushState(null, '', hash);
    else history.replaceState(null, '', hash);
    isStep = false;
    lastWritten = location.hash;
  };
  const write = afterPause(ADDRESS_PAUSE, () => {
    put(`#${stored[shownKey] ? `preset=${shownKey}` : stateToText(figure.state)}`);
  });
  let shownKey = ''; // of a stored network
  const choose = (chosen: PlayState): void => {
    isStep = true;
    figure.set(chosen);
  };
  /** Chooses from below the figure: the page moves there. */
  const chooseAbove = (chosen: PlayState): void => {
    choose(chosen);
    figure.focus();
  };
  const showStored = (key: string): void => {
    shownKey = key;
    figure.showStored(stored[key]!);
    presets.mark(null, key);
    training.forget();
    doctor.root.hidden = true; // it would look at the network of the controls
    mended.textContent =
      'Measured before, and stored: a thousand layers of 64 units, tanh, on the edge of chaos. What is moved or trained from here has 60 layers, the most that this page measures.';
    write();
  };
  const presets = presetButtons(
    (chosen) => {
      tasks.end();
      choose(chosen);
    },
    (key) => {
      tasks.end();
      isStep = true;
      showStored(key);
    },
  );
  const training = new TrainingPanel(programs, () => figure.state);
  const tasks = new TaskPanel(chooseAbove);
  const doctor = new DiagnosisPanel({ programs, diagnosis }, (): PlayState => figure.state);
  const figure = new PlayFigure({
    state,
    programs,
    controls: FIELD_NAMES,
    panels: ['network', 'gradient', 'factor', 'z', 'sizes'],
    hasReasons: true,
    above: [element('p', { class: 'vg-symbols' }, ...symbols()), tasks.banner],
    below: [doctor.root],
    pages: pages.split(' '),
    onChange: (chosen) => {
      shownKey = '';
      mended.textContent = '';
      presets.mark(chosen);
      training.forget();
      doctor.forget();
      doctor.root.hidden = false;
      write();
    },
    onSeen: (seen) => {
      tasks.check(seen);
    },
  });
  /** Opens the task or the stored network of the address, and says what was mended in it. */
  const open = (notes: readonly string[]): void => {
    const given = new URLSearchParams(stateInAddress().slice(1));
    const [id, preset] = [given.get('task'), given.get('preset')];
    const task = taskOf(id);
    const isStored = STORED.some(({ key }) => key === preset);
    if (task) {
      tasks.begin(task);
      figure.set(task.start);
    } else if (isStored) showStored(preset!);
    const unknown = [
      ...(id === null || task ? [] : [`There is no task called ${quoted(id)}.`]),
      ...(preset === null || isStored ? [] : [`There is no preset called ${quoted(preset)}.`]),
    ];
    const said = [...notes, ...unknown].join(' ');
    if (said === '') return;
    mended.textContent = isStored ? `${mended.textContent} ${said}` : said;
    write();
  };
  presets.mark(state);
  addEventListener('hashchange', () => {
    // The address before the first choice is empty; that of a link within the page holds no state.
    if (location.hash === lastWritten || !(location.hash === '' || location.hash.includes('='))) return;
    const given = textToState(location.hash);
    figure.set(given.state);
    open(given.notes);
  });
  place.replaceChildren(
    presets.root,
    mended,
    figure.root,
    section(
      'Train it',
      'Does a level gradient help? Let the network of the controls learn other data than noise, and change the rate as it runs.',
      training.root,
    ),
    section('Tasks', 'Each can be done with the controls above. Nothing is counted.', tasks.root),
    section(
      'Predict, then see',
      'Five questions. Draw your curve, with the mouse, a finger or the arrow keys, or pick an answer; then look.',
      predictionList(stored, chooseAbove),
    ),
  );
  Object.assign(place, { figure });
  figure.start();
  open(notes);
}

/** Takes the place of the chart in the output before, and keeps keys from JupyterLab, whose shortcuts have the arrow keys. */
function settleInJupyterLab(place: HTMLElement): void {
  place.closest('.jp-OutputArea-child')?.previousElementSibling?.classList.add('vg-hidden');
  addEventListener(
    'keydown',
    (event) => {
      if (event.target instanceof HTMLElement && place.contains(event.target)) event.stopPropagation();
    },
    { capture: true }, // before the document's listeners
  );
}

/** A small figure: the controls and the state that its place names, and a way to all of them. */
function startSmall(place: HTMLElement): void {
  if (place.dataset.still === 'before') settleInJupyterLab(place);
  const { programs = '', controls = 'depth activation initializer scale', page = '' } = place.dataset;
  const { state } = textToState(place.dataset.state ?? '');
  const more = element('a', {}, 'All controls, tasks and training');
  const show = (shown: PlayState): void => {
    more.href = `${page}#${stateToText(shown)}`;
  };
  const figure = new PlayFigure({
    state,
    programs,
    controls: FIELD_NAMES.filter((name) => controls.split(' ').includes(name)),
    panels: ['network', 'gradient'],
    hasReasons: false,
    above: [],
    below: [],
    pages: [],
    onChange: show,
  });
  show(state);
  place.replaceChildren(figure.root, ...(page === '' ? [] : [element('p', { class: 'vg-more' }, more)]));
  Object.assign(place, { figure });
  // Once it is in view; the reader may never come so far.
  new IntersectionObserver((entries, observer) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    figure.start();
  }).observe(place);
}

/** Starts the figures of the page that have not been started, and know their programs. */
function startAll(): void {
  const places = document.querySelectorAll<HTMLElement>('[data-play][data-programs]:not([data-started])');
  for (const place of places) {
    place.dataset.started = '';
    startOne(place);
  }
}

function startOne(place: HTMLElement): void {
  try {
    if (place.dataset.play === 'page') startPage(place);
    else startSmall(place);
  } catch (error) {
    place.append(
      element('p', { class: 'failed', role: 'alert' }, `The figure could not be started: ${String(error)}`),
    );
  }
}

Object.assign(globalThis, { startLiveFigures: startAll });
startAll();
