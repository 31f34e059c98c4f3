// The page to play on: its state is that of the address, and it has every control and panel.
import { stateToText, textToState } from '../../src/play/address';
import { PRESETS } from '../../src/play/presets';
import { FIELD_NAMES, isSameState, type PlayState } from '../../src/play/state';
import { afterPause, element } from './dom';
import { PlayFigure } from './figure';
import { loadPrograms } from './program';

const ADDRESS_PAUSE = 250; // browsers refuse more than a hundred changes of the address in half a minute

function presetButtons(choose: (state: PlayState) => void): {
  root: HTMLElement;
  mark: (state: PlayState) => void;
} {
  const buttons = PRESETS.map((preset) => {
    const button = element('button', { type: 'button' }, preset.label);
    button.addEventListener('click', () => {
      choose(preset.state);
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
    mark: (state) => {
      for (const { preset, button } of buttons)
        button.setAttribute('aria-pressed', String(isSameState(preset.state, state)));
    },
  };
}

async function start(place: HTMLElement): Promise<void> {
  const programs = await loadPrograms(place.dataset.programs!);
  const { state, notes } = textToState(location.hash.includes('=') ? location.hash : '');
  const mended = element('p', { class: 'vg-mended', role: 'status' }, notes.join(' '));
  let lastWritten = location.hash;
  const write = afterPause(ADDRESS_PAUSE, () => {
    const text = stateToText(figure.state);
    lastWritten = text === '' ? '#' : `#${text}`;
    history.replaceState(null, '', lastWritten);
  });
  const presets = presetButtons((chosen) => {
    figure.set(chosen);
  });
  const figure = new PlayFigure(programs, {
    state,
    controls: FIELD_NAMES,
    panels: ['network', 'gradient', 'factor', 'z', 'sizes'],
    pages: (place.dataset.pages ?? '').split(' '),
    onChange: (chosen) => {
      mended.textContent = '';
      presets.mark(chosen);
      write();
    },
  });
  presets.mark(state);
  addEventListener('hashchange', () => {
    if (location.hash === lastWritten || !location.hash.includes('=')) return; // a link within the page
    const given = textToState(location.hash);
    figure.set(given.state);
    mended.textContent = given.notes.join(' ');
  });
  if (notes.length > 0) write();
  place.replaceChildren(presets.root, mended, figure.root);
  Object.assign(place, { figure });
}

for (const place of document.querySelectorAll<HTMLElement>('[data-play="page"]'))
  start(place).catch((error: unknown) => {
    place.append(
      element('p', { class: 'failed', role: 'alert' }, `The figure could not be started: ${String(error)}`),
    );
  });
