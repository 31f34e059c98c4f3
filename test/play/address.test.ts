// Addresses hold every state, and whatever else stands in one is mended and said.
import { describe, expect, it } from 'vitest';
import { stateToText, textToState } from '../../src/play/address';
import { PRESETS } from '../../src/play/presets';
import { DEFAULT_STATE, FIELD_NAMES, FIELDS } from '../../src/play/state';
import { TASKS } from '../../src/play/tasks';
import { randomStates } from './states';

describe('An address', () => {
  it('is empty for the opening example, and an empty one is the opening example', () => {
    expect(stateToText(DEFAULT_STATE)).toBe('');
    expect(textToState('')).toEqual({ state: DEFAULT_STATE, notes: [] });
  });

  it('gives back every state, without a note', () => {
    const states = [
      ...PRESETS.map(({ state }) => state),
      ...TASKS.map(({ start }) => start),
      ...randomStates(200),
    ];
    for (const state of states) expect(textToState(`#${stateToText(state)}`)).toEqual({ state, notes: [] });
  });

  it.each([
    ['depth=900', { depth: 60 }, 'Depth goes from 1 to 60: 900 became 60.'],
    ['depth=-Infinity', { depth: 1 }, 'Depth goes from 1 to 60: −∞ became 1.'],
    ['depth=NaN', {}, 'Depth takes a number, not “NaN”: it is 3 here.'],
    ['width=12.5', { width: 13 }, 'Width is a whole number: 12.5 became 13.'],
    ['scale=', {}, 'Weight scale takes a number, not “”: it is 1 here.'],
    ['activation=sigmod', {}, 'Activation takes sigmoid, tanh, relu'],
    ['activation=toString', {}, 'not “toString”: it is sigmoid here.'],
    ['skip=maybe', {}, 'Skip connections takes true or false, not “maybe”.'],
    ['constructor=1', {}, 'There is nothing here called “constructor”.'],
    [`seed=${'9'.repeat(400)}`, { seed: 999 }, 'Seed goes from 0 to 999: ∞ became 999.'],
    [`<script>${'x'.repeat(90)}=1`, {}, '“<script>xxxxxxxxxxxxxxxx…”'],
  ])('%s is mended, and said', (text, change, note) => {
    const { state, notes } = textToState(text);
    expect(state).toEqual({ ...DEFAULT_STATE, ...change });
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain(note);
  });

  it('takes names in any case, and the first of two values', () => {
    const { state, notes } = textToState('activation=RELU&depth=5&depth=6');
    expect(state).toMatchObject({ activation: 'relu', depth: 5 });
    expect(notes).toEqual(['Depth is given 2 times: the first counts.']);
  });
});

describe('The fields', () => {
  it('have stops between their bounds, in ascending order, the default among them', () => {
    for (const name of FIELD_NAMES) {
      const field = FIELDS[name];
      if (field.kind !== 'range' || !('stops' in field)) continue;
      const stops: readonly number[] = field.stops;
      expect(stops[0]).toBe(field.min);
      expect(stops.at(-1)).toBe(field.max);
      expect(stops).toEqual(stops.toSorted((a, b) => a - b));
      expect(stops).toContain(field.default);
    }
  });
});
