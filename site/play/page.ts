// The live figure on pages: with every control and panel on a page of its own, small on others.
import { stateToText, textToState } from '../../src/play/address';
import { FIELD_NAMES, type PlayState } from '../../src/play/state';
import { element } from './dom';
import { PlayFigure } from './figure';
import { FullPage } from './full-page';

function startPage(place: HTMLElement): void {
  const { programs = '', diagnosis = '', pages = '' } = place.dataset;
  const page = new FullPage({ programs, diagnosis, pages });
  place.replaceChildren(...page.elements());
  Object.assign(place, { figure: page.figure });
  page.start();
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
