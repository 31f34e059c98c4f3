// Random states of the live figure.
import { randomStream } from '../../src/random';
import { FIELD_NAMES, FIELDS, type PlayState } from '../../src/play/state';

/** Draws states with every field at one of its values. */
export function randomStates(count: number, seed = 1): PlayState[] {
  const random = randomStream(seed, 'states');
  const pick = <T>(values: readonly T[]): T => values[random.uniformInteger(values.length)];
  return Array.from(
    { length: count },
    () =>
      Object.fromEntries(
        FIELD_NAMES.map((name) => {
          const field = FIELDS[name];
          if (field.kind === 'switch') return [name, pick([true, false])];
          if (field.kind === 'choice') return [name, pick<readonly [string, string]>(field.choices)[0]];
          if ('stops' in field) return [name, pick<number>(field.stops)];
          return [name, field.min + random.uniformInteger(field.max - field.min + 1)];
        }),
      ) as PlayState,
  );
}
