// Exercises on recurrent networks: what they give.
import type { Adapter } from '../exercise';
import type { Matrix } from '../plain';

export interface Memory {
  readonly steps: number;
  readonly share: number;
}
export interface Clipping {
  readonly gradients: Matrix[];
  readonly limit: number;
}
export interface Sequence {
  readonly xs: Matrix[];
  readonly w: Matrix;
  readonly u: Matrix;
  readonly h0: Matrix;
  readonly dh: Matrix;
}

const forgetBias: Adapter<Memory> = (answer, { steps, share }) => answer(steps, share);
const clip: Adapter<Clipping> = (answer, { gradients, limit }, tf) =>
  answer(
    gradients.map((gradient) => tf.tensor2d(gradient)),
    limit,
  );
const orthogonal: Adapter<Matrix> = (answer, rows) => answer(rows.map((row) => [...row]));
const throughTime: Adapter<Sequence> = (answer, { xs, w, u, h0, dh }, tf) =>
  answer(
    xs.map((x) => tf.tensor2d(x)),
    tf.tensor2d(w),
    tf.tensor2d(u),
    tf.tensor2d(h0),
    tf.tensor2d(dh),
  );

export const recurrent = {
  'recurrent/forget-bias': forgetBias,
  'recurrent/clip': clip,
  'recurrent/orthogonal': orthogonal,
  'recurrent/through-time': throughTime,
};
