// The buttons above the figure: networks to begin with, and those that are stored.
import { PRESETS } from '../../src/play/presets';
import { isSameState, type PlayState } from '../../src/play/state';
import { element } from './dom';

/** The networks that are stored, not measured here. */
export const STORED = [
  { key: 'orthogonal', label: 'A thousand layers, orthogonal' },
  { key: 'gaussian', label: 'A thousand layers, Gaussian' },
] as const;

export interface Presets {
  readonly root: HTMLElement;
  mark(state: PlayState | null, storedKey?: string): void;
}

export function presetButtons(choose: (state: PlayState) => void, show: (key: string) => void): Presets {
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
