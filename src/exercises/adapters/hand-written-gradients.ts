// Functions of several numbers with hand-written gradients, for an exercise on checking them.
import { dot, logistic, mean, sum } from '../../math';

type BackwardPass = (z: readonly number[], g: readonly number[]) => number[];

/** A function and its backward pass: from g = dL/da to dL/dz. */
export interface Passes {
  readonly forward: (z: readonly number[]) => number[];
  readonly backward: BackwardPass;
}
/** A function and two backward passes, of which one is right; which one differs from function to function. */
interface TwoBackwardPasses {
  readonly forward: Passes['forward'];
  readonly a: BackwardPass;
  readonly b: BackwardPass;
}

const softmax = (z: readonly number[]): number[] => {
  const powers = z.map(Math.exp);
  return powers.map((p) => p / sum(powers));
};
const rms = (z: readonly number[]): number => Math.sqrt(mean(z.map((v) => v * v)) + 1e-5);
const centered = (z: readonly number[]): number[] => z.map((v) => v - mean(z));
const divided = (z: readonly number[], by: number): number[] => z.map((v) => v / by);

function rmsNormGradient(z: readonly number[], g: readonly number[]): number[] {
  const a = divided(z, rms(z));
  return a.map((v, i) => (g[i]! - (v * dot(a, g)) / z.length) / rms(z));
}

const functions = {
  tanh: {
    forward: (z) => z.map((v) => Math.tanh(2 * v)),
    a: (z, g) => z.map((v, i) => g[i]! * (1 - Math.tanh(2 * v) ** 2)),
    b: (z, g) => z.map((v, i) => 2 * g[i]! * (1 - Math.tanh(2 * v) ** 2)),
  },
  swish: {
    forward: (z) => z.map((v) => v * logistic(v)),
    a: (z, g) => z.map((v, i) => g[i]! * logistic(v) * (1 + v * logistic(-v))),
    b: (z, g) => z.map((v, i) => g[i]! * logistic(v)),
  },
  softmax: {
    forward: softmax,
    a: (z, g) => softmax(z).map((p, i) => p * (1 - p) * g[i]!),
    b: (z, g) => softmax(z).map((p, i) => p * (g[i]! - dot(softmax(z), g))),
  },
  rmsNorm: {
    forward: (z) => divided(z, rms(z)),
    a: rmsNormGradient,
    b: (z, g) => divided(g, rms(z)),
  },
  layerNorm: {
    forward: (z) => divided(centered(z), rms(centered(z))),
    a: (z, g) => divided(centered(g), rms(centered(z))),
    b: (z, g) => centered(rmsNormGradient(centered(z), g)),
  },
} satisfies Record<string, TwoBackwardPasses>;
export type Name = keyof typeof functions;

/** Functions, each with one of its two backward passes. */
export type Selection = { readonly name: Name; readonly back: 'a' | 'b' }[];

export const passesOf = (selection: Selection): Passes[] =>
  selection.map(({ name, back }) => ({ forward: functions[name].forward, backward: functions[name][back] }));
