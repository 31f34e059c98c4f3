// States in addresses: `depth=20&activation=tanh`, the fields that differ from the opening example.
import { formatNumber } from '../format';
import { DEFAULT_STATE, FIELD_NAMES, FIELDS, type Field, type PlayState } from './state';

/** The text of a state in an address; empty for the opening example. */
export function stateToText(state: PlayState): string {
  const given = FIELD_NAMES.filter((name) => state[name] !== DEFAULT_STATE[name]);
  return new URLSearchParams(given.map((name): [string, string] => [name, String(state[name])])).toString();
}

/** A state, and in a sentence each what was mended to make it one. */
export interface MendedState {
  readonly state: PlayState;
  readonly notes: readonly string[];
}

interface Mended {
  readonly value: string | number | boolean;
  readonly note?: string;
}

const SHOWN_LETTERS = 24;

/** A value as a note shows it, however long it is. */
export const quoted = (text: string): string =>
  `“${text.length > SHOWN_LETTERS ? `${text.slice(0, SHOWN_LETTERS)}…` : text}”`;

function mendNumber(field: Field & { kind: 'range' }, text: string): Mended {
  const number = text.trim() === '' ? NaN : Number(text);
  const { min, max, isWhole, label } = field;
  if (Number.isNaN(number))
    return {
      value: field.default,
      note: `${label} takes a number, not ${quoted(text)}: it is ${field.default} here.`,
    };
  const inside = Math.min(max, Math.max(min, number));
  if (inside !== number)
    return {
      value: inside,
      note: `${label} goes from ${min} to ${max}: ${formatNumber(number)} became ${inside}.`,
    };
  const rounded = isWhole ? Math.round(inside) : inside;
  if (rounded !== inside)
    return { value: rounded, note: `${label} is a whole number: ${inside} became ${rounded}.` };
  return { value: rounded };
}

function mendField(field: Field, text: string): Mended {
  if (field.kind === 'range') return mendNumber(field, text);
  if (field.kind === 'switch') {
    if (text === 'true' || text === 'false') return { value: text === 'true' };
    return { value: field.default, note: `${field.label} takes true or false, not ${quoted(text)}.` };
  }
  const known = field.choices.find(([value]) => value.toLowerCase() === text.toLowerCase());
  if (known) return { value: known[0] };
  const names = field.choices.map(([value]) => value).join(', ');
  return {
    value: field.default,
    note: `${field.label} takes ${names}, not ${quoted(text)}: it is ${field.default} here.`,
  };
}

/** The keys of an address that are not of the state. */
const OTHER_KEYS = ['task', 'preset'];

/** Reads the state of an address. What is out of range or unknown is mended, and said. */
export function textToState(text: string): MendedState {
  const given = new URLSearchParams(text.replace(/^[#?]/, ''));
  const notes: string[] = [];
  for (const key of new Set(given.keys()))
    if (!Object.hasOwn(FIELDS, key) && !OTHER_KEYS.includes(key))
      notes.push(`There is nothing here called ${quoted(key)}.`);
  const values = FIELD_NAMES.map((name) => {
    const value = given.get(name);
    if (value === null) return [name, DEFAULT_STATE[name]] as const;
    const count = given.getAll(name).length;
    if (count > 1) notes.push(`${FIELDS[name].label} is given ${count} times: the first counts.`);
    const mended = mendField(FIELDS[name], value);
    if (mended.note !== undefined) notes.push(mended.note);
    return [name, mended.value] as const;
  });
  return { state: Object.fromEntries(values) as PlayState, notes };
}
