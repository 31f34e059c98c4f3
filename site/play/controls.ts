// The controls of a state: a slider, a list or a switch for each field, with labels of their own.
import {
  FIELD_NAMES,
  FIELDS,
  type Field,
  type FieldName,
  type PlayState,
  type RangeField,
} from '../../src/play/state';
import { element, freshId } from './dom';

type Change = (state: PlayState) => void;

/** A control: its elements, and how it shows a value. */
interface Control {
  readonly root: HTMLElement;
  show(value: string | number | boolean): void;
  /** Whether the control can be used. */
  enable(isEnabled: boolean): void;
}

/** The values of a slider, and the place of a value among them: that of the nearest one. */
const stopsOf = ({ stops, min, max }: RangeField): readonly number[] =>
  stops ?? Array.from({ length: max - min + 1 }, (_, i) => min + i);

const nearest = (stops: readonly number[], value: number): number =>
  stops.reduce((best, stop, i) => (Math.abs(stop - value) < Math.abs(stops[best]! - value) ? i : best), 0);

function rangeControl(field: RangeField, onInput: (value: number) => void): Control {
  const stops = stopsOf(field);
  const id = freshId('range');
  const output = element('output', { for: id });
  const input = element('input', { type: 'range', id, min: '0', max: String(stops.length - 1), step: '1' });
  input.addEventListener('input', () => {
    onInput(stops[Number(input.value)]!);
  });
  const root = element(
    'div',
    { class: 'vg-field' },
    element('label', { for: id }, field.label),
    output,
    input,
    element('small', {}, field.hint, ...(field.limit === undefined ? [] : [`, ${field.limit}`])),
  );
  return {
    root,
    show: (value) => {
      const number = value as number;
      input.value = String(nearest(stops, number));
      output.textContent = String(number);
      input.setAttribute('aria-valuetext', `${number}, ${field.hint}`);
    },
    enable: (isEnabled) => (input.disabled = !isEnabled),
  };
}

function choiceControl(field: Field & { kind: 'choice' }, onInput: (value: string) => void): Control {
  const id = freshId('choice');
  const select = element(
    'select',
    { id },
    ...field.choices.map(([value, label]) => element('option', { value }, label)),
  );
  select.addEventListener('input', () => {
    onInput(select.value);
  });
  return {
    root: element('div', { class: 'vg-field' }, element('label', { for: id }, field.label), select),
    show: (value) => (select.value = String(value)),
    enable: (isEnabled) => (select.disabled = !isEnabled),
  };
}

function switchControl(field: Field & { kind: 'switch' }, onInput: (value: boolean) => void): Control {
  const input = element('input', { type: 'checkbox' });
  input.addEventListener('input', () => {
    onInput(input.checked);
  });
  return {
    root: element(
      'div',
      { class: 'vg-field' },
      element('label', { class: 'vg-switch' }, input, field.label),
      element('small', {}, field.hint),
    ),
    show: (value) => (input.checked = value === true),
    enable: (isEnabled) => (input.disabled = !isEnabled),
  };
}

function controlOf(field: Field, onInput: (value: string | number | boolean) => void): Control {
  switch (field.kind) {
    case 'range':
      return rangeControl(field, onInput);
    case 'choice':
      return choiceControl(field, onInput);
    case 'switch':
      return switchControl(field, onInput);
  }
}

/** The controls of some fields. */
export class Controls {
  readonly root: HTMLElement;
  readonly #controls: ReadonlyMap<FieldName, Control>;
  #state: PlayState;

  constructor(state: PlayState, names: readonly FieldName[], onChange: Change) {
    this.#state = state;
    this.#controls = new Map(
      FIELD_NAMES.filter((name) => names.includes(name)).map((name) => [
        name,
        controlOf(FIELDS[name], (value) => {
          this.show({ ...this.#state, [name]: value });
          onChange(this.#state);
        }),
      ]),
    );
    this.root = element(
      'div',
      { class: 'vg-controls', role: 'group', 'aria-label': 'The network' },
      ...[...this.#controls.values()].map(({ root }) => root),
    );
    this.show(state);
  }

  /** Gives the first control the focus. */
  focus(): void {
    this.root.querySelector<HTMLElement>('input, select')?.focus({ preventScroll: true });
  }

  /** Shows a state, without a word to whoever listens to changes. */
  show(state: PlayState): void {
    this.#state = state;
    for (const [name, control] of this.#controls) control.show(state[name]);
  }
}
