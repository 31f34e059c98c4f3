// Functions of several numbers with their ways back, for an exercise on checking gradients that were worked out by hand.

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
const dot = (a: readonly number[], b: readonly number[]): number => sum(a.map((v, i) => v * b[i]));
const logistic = (z: number): number => 1 / (1 + Math.exp(-z));

type Back = (z: readonly number[], g: readonly number[]) => number[];

/** A function and its way back: from g = dL/da to dL/dz. */
export interface Passes {
  readonly forward: (z: readonly number[]) => number[];
  readonly backward: Back;
}
/** A function and two ways back, of which one is right; which one differs from function to function. */
interface Suspect {
  readonly forward: Passes['forward'];
  readonly a: Back;
  readonly b: Back;
}

const softmax = (z: readonly number[]): number[] => {
  const powers = z.map(Math.exp);
  return powers.map((p) => p / sum(powers));
};
const rms = (z: readonly number[]): number => Math.sqrt(mean(z.map((v) => v * v)) + 1e-5);
const centred = (z: readonly number[]): number[] => z.map((v) => v - mean(z));
const divided = (z: readonly number[], by: number): number[] => z.map((v) => v / by);

function throughSize(z: readonly number[], g: readonly number[]): number[] {
  const a = divided(z, rms(z));
  return a.map((v, i) => (g[i] - (v * dot(a, g)) / z.length) / rms(z));
}

export const suspects = {
  tanh: {
    forward: (z) => z.map((v) => Math.tanh(2 * v)),
    a: (z, g) => z.map((v, i) => g[i] * (1 - Math.tanh(2 * v) ** 2)),
    b: (z, g) => z.map((v, i) => 2 * g[i] * (1 - Math.tanh(2 * v) ** 2)),
  },
  swish: {
    forward: (z) => z.map((v) => v * logistic(v)),
    a: (z, g) => z.map((v, i) => g[i] * logistic(v) * (1 + v * logistic(-v))),
    b: (z, g) => z.map((v, i) => g[i] * logistic(v)),
  },
  softmax: {
    forward: softmax,
    a: (z, g) => softmax(z).map((p, i) => p * (1 - p) * g[i]),
    b: (z, g) => softmax(z).map((p, i) => p * (g[i] - dot(softmax(z), g))),
  },
  rmsNorm: {
    forward: (z) => divided(z, rms(z)),
    a: throughSize,
    b: (z, g) => divided(g, rms(z)),
  },
  layerNorm: {
    forward: (z) => divided(centred(z), rms(centred(z))),
    a: (z, g) => divided(centred(g), rms(centred(z))),
    b: (z, g) => centred(throughSize(centred(z), g)),
  },
} satisfies Record<string, Suspect>;
export type Name = keyof typeof suspects;

/** Functions, each with one of its two ways back. */
export type LineUp = { readonly name: Name; readonly back: 'a' | 'b' }[];

export const passesOf = (lineUp: LineUp): Passes[] =>
  lineUp.map(({ name, back }) => ({ forward: suspects[name].forward, backward: suspects[name][back] }));
