import type { RecurrentSpec } from '../../../networks';
import type { Fix } from '../subject';

const isRecurrent = (spec: object | null): spec is RecurrentSpec => spec !== null && 'units' in spec;

/** Gates in the place of a simple recurrence (Hochreiter and Schmidhuber 1997). */
export const gates: Fix = {
  name: 'gates',
  notebook: '10-through-time',
  apply(subject) {
    const { spec } = subject;
    if (!isRecurrent(spec) || (spec.cell ?? 'simple') !== 'simple') return null;
    const gated: { -readonly [Key in keyof RecurrentSpec]: RecurrentSpec[Key] } = { ...spec, cell: 'lstm' };
    delete gated.activation; // a gated cell has activations of its own
    return { subject: { ...subject, spec: gated }, change: "cell: 'lstm'" };
  },
};

/** Orthogonal recurrent weights, which keep the norm of the state (Saxe et al. 2014). */
export const orthogonalRecurrence: Fix = {
  name: 'orthogonal recurrence',
  notebook: '10-through-time',
  apply(subject) {
    const { spec } = subject;
    if (!isRecurrent(spec)) return null;
    return {
      subject: { ...subject, spec: { ...spec, recurrentInitializer: 'orthogonal' } },
      change: "recurrentInitializer: 'orthogonal'",
    };
  },
};

/** A forget gate that starts open (Gers et al. 2000; Jozefowicz et al. 2015). */
export const forgetBias: Fix = {
  name: 'forget bias',
  notebook: '10-through-time',
  apply(subject) {
    const { spec } = subject;
    if (!isRecurrent(spec) || spec.cell !== 'lstm' || (spec.forgetBias ?? 1) >= 1) return null;
    return { subject: { ...subject, spec: { ...spec, forgetBias: 1 } }, change: 'forgetBias: 1' };
  },
};
