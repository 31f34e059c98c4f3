// The state of the live figure: a plain object with bounds, which the address of a page holds.

/** A field with a number between two bounds. */
export interface RangeField {
  readonly kind: 'range';
  readonly label: string;
  readonly hint: string;
  /** The reason why the numbers end where they do, where a reader may ask. */
  readonly limit?: string;
  readonly min: number;
  readonly max: number;
  readonly default: number;
  /** The values that a slider offers, in ascending order. Without them it offers every whole number. */
  readonly stops?: readonly number[];
  /** Whether a value between the stops is a whole number. */
  readonly isWhole: boolean;
}

/** A field with one of some names. */
export interface ChoiceField<T extends string = string> {
  readonly kind: 'choice';
  readonly label: string;
  readonly hint: string;
  readonly choices: readonly (readonly [value: T, label: string])[];
  readonly default: T;
}

/** A field that is on or off. */
export interface SwitchField {
  readonly kind: 'switch';
  readonly label: string;
  readonly hint: string;
  readonly default: boolean;
}

export type Field = RangeField | ChoiceField | SwitchField;

/** The stops of the weight scale: twelve to a doubling, as notes to an octave, so that 1 and 2 are among them. */
const SCALES = Array.from({ length: 89 }, (_, i) =>
  Math.max(0.1, Number((2 ** ((i - 40) / 12)).toPrecision(3))),
);

const choice = <const T extends string>(
  label: string,
  hint: string,
  choices: readonly (readonly [T, string])[],
  fallback: NoInfer<T>,
): ChoiceField<T> => ({
  kind: 'choice',
  label,
  hint,
  choices,
  default: fallback,
});

const whole = (
  label: string,
  hint: string,
  range: { min: number; max: number; default: number; stops?: readonly number[]; limit?: string },
) => ({ kind: 'range', label, hint, isWhole: true, ...range }) as const;

/** The fields, in the order in which a page shows them. Their defaults are the opening example of the course. */
export const FIELDS = {
  depth: whole('Depth', 'hidden layers', {
    min: 1,
    max: 60,
    default: 3,
    limit: 'at most 60, which are measured as one drags',
  }),
  width: whole('Width', 'units in each hidden layer', {
    min: 2,
    max: 128,
    default: 128,
    stops: [2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128],
  }),
  activation: choice(
    'Activation',
    'the function of each unit',
    [
      ['sigmoid', 'sigmoid'],
      ['tanh', 'tanh'],
      ['relu', 'ReLU'],
      ['leakyRelu', 'leaky ReLU'],
      ['elu', 'ELU'],
      ['selu', 'SELU'],
      ['gelu', 'GELU'],
      ['silu', 'SiLU'],
      ['linear', 'linear'],
    ],
    'sigmoid',
  ),
  initializer: choice(
    'Initialiser',
    'how the first weights are drawn',
    [
      ['pytorch', 'PyTorch’s default'],
      ['xavierNormal', 'Xavier'],
      ['heNormal', 'He'],
      ['lecunNormal', 'LeCun'],
      ['orthogonal', 'orthogonal'],
    ],
    'pytorch',
  ),
  scale: {
    kind: 'range',
    label: 'Weight scale',
    hint: 'a factor on all first weights',
    min: 0.1,
    max: 16,
    default: 1,
    stops: SCALES,
    isWhole: false,
  },
  normalization: choice(
    'Normalisation',
    'before each activation',
    [
      ['none', 'none'],
      ['batch', 'batch norm'],
      ['layer', 'layer norm'],
      ['rms', 'RMS norm'],
    ],
    'none',
  ),
  skip: {
    kind: 'switch',
    label: 'Skip connections',
    hint: 'a way past every layer',
    default: false,
  },
  batch: whole('Batch', 'examples of noise that pass together', {
    min: 2,
    max: 256,
    default: 32,
    stops: [2, 4, 8, 16, 32, 64, 128, 256],
  }),
  seed: whole('Seed', 'of the weights and of the examples', { min: 0, max: 999, default: 1 }),
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof FIELDS;

type ValueOf<F> = F extends { choices: readonly (readonly [infer T, string])[] }
  ? T
  : F extends { kind: 'switch' }
    ? boolean
    : number;

/** The state: a network at initialisation, and the batch that passes it. */
export type PlayState = { readonly [Name in FieldName]: ValueOf<(typeof FIELDS)[Name]> };

export const FIELD_NAMES = Object.keys(FIELDS) as FieldName[];

/** The opening example of the course. */
export const DEFAULT_STATE = Object.fromEntries(
  FIELD_NAMES.map((name) => [name, FIELDS[name].default]),
) as PlayState;

/** The inputs of an example, and the classes of the answers. */
export const [INPUTS, OUTPUTS] = [100, 10];

export const isSameState = (one: PlayState, other: PlayState): boolean =>
  FIELD_NAMES.every((name) => one[name] === other[name]);

/** A state within the bounds of its fields: a stored network may be deeper than one that is measured in a page. */
export const insideBounds = (state: PlayState): PlayState => ({
  ...state,
  ...Object.fromEntries(
    FIELD_NAMES.flatMap((name) => {
      const field: Field = FIELDS[name];
      return field.kind === 'range'
        ? [[name, Math.min(field.max, Math.max(field.min, state[name] as number))]]
        : [];
    }),
  ),
});
