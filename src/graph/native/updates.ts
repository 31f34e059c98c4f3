// The updates of variables, as steps on their entries.
import type { Graph, Update } from '../ir';
import type { Builder, ElementwiseStep, Operand } from './builder';
import { unsupported, type View } from './instructions';

/** A copy of a value, which is not written afterwards. */
export function copied(builder: Builder, from: View): View {
  const to = builder.temporary(from.size);
  builder.copy(from, to, [[from.size, 1, 1]], from.size);
  return to;
}

/** Writes variables, after all values that other updates need of them were read. */
export function emitUpdates(builder: Builder, { updates, gate }: Graph, variables: readonly View[]): void {
  const options = { gate: gate && builder.view(gate) };
  // A variable's value from before, for the update of another one.
  const inputsOf = ({ inputs }: Update): View[] =>
    inputs.map((value) => {
      const view = builder.view(value);
      return view.buffer.kind === 'variable' ? copied(builder, view) : view;
    });
  const given = updates.map(inputsOf);
  updates.forEach((update, i) => {
    const own = update.variables.map((slot) => variables[slot]!);
    const formula = formulas[update.op] ?? unsupported(update.op);
    const steps = formula(builder, own, given[i]!, update);
    builder.elementwise(own[0]!.size, 0, steps, options);
  });
}

type Formula = (
  builder: Builder,
  variables: readonly View[],
  inputs: readonly View[],
  update: Update,
) => ElementwiseStep[];

const each = (view: View | undefined): Operand => ({
  view: view!,
  kind: view!.size === 1 ? 'scalar' : 'full',
});

/** Collects the steps of a formula; each gives an operand for later ones. */
class Steps {
  readonly steps: ElementwiseStep[] = [];

  add(name: string, operands: readonly Operand[], to: View | null = null): Operand {
    return { step: this.steps.push({ name, operands, to }) - 1 };
  }
}

const entry = (view: View | undefined): Operand => ({ view: view!, kind: 'full' });

/** The updates of variables, as steps on their entries. */
const formulas: Readonly<Record<string, Formula>> = {
  AssignVariableOp: (_, [variable], [value]) => [{ name: 'copy', operands: [entry(value)], to: variable! }],
  ResourceApplyGradientDescent: (_, [w], [rate, gradient]) => {
    const s = new Steps();
    const step = s.add('mul', [entry(gradient), each(rate)]);
    s.add('sub', [entry(w), step], w);
    return s.steps;
  },
  ResourceApplyMomentum: (_, [w, m], [rate, gradient, momentum], { attrs }) => {
    const s = new Steps();
    const nesterov = attrs.use_nesterov;
    const next = s.add('add', [s.add('mul', [entry(m), each(momentum)]), entry(gradient)], m);
    if (nesterov && 'bool' in nesterov && nesterov.bool) {
      const ahead = s.add('mul', [s.add('mul', [next, each(momentum)]), each(rate)]);
      const step = s.add('add', [s.add('mul', [entry(gradient), each(rate)]), ahead]);
      s.add('sub', [entry(w), step], w);
    } else s.add('sub', [entry(w), s.add('mul', [next, each(rate)])], w);
    return s.steps;
  },
  ResourceApplyRMSProp: (builder, [w, squares, m], [rate, rho, momentum, epsilon, gradient]) => {
    const s = new Steps();
    const one = each(builder.number(1));
    const change = s.add('sub', [s.add('square', [entry(gradient)]), entry(squares)]);
    const share = s.add('sub', [one, each(rho)]);
    const next = s.add('add', [entry(squares), s.add('mul', [change, share])], squares);
    const root = s.add('rsqrt', [s.add('add', [next, each(epsilon)])]);
    const step = s.add('mul', [s.add('mul', [entry(gradient), each(rate)]), root]);
    const moved = s.add('add', [s.add('mul', [entry(m), each(momentum)]), step], m);
    s.add('sub', [entry(w), moved], w);
    return s.steps;
  },
  ResourceApplyAdam: (builder, [w, m, v], [power1, power2, rate, beta1, beta2, epsilon, gradient]) => {
    const one = each(builder.number(1));
    const alpha = builder.temporary(1);
    const a = new Steps();
    const root = a.add('sqrt', [a.add('sub', [one, each(power2)])]);
    const corrected = a.add('div', [root, a.add('sub', [one, each(power1)])]);
    a.add('mul', [each(rate), corrected], alpha);
    builder.elementwise(1, 0, a.steps);
    const s = new Steps();
    const change1 = s.add('sub', [entry(gradient), entry(m)]);
    const next1 = s.add('add', [entry(m), s.add('mul', [change1, s.add('sub', [one, each(beta1)])])], m);
    const change2 = s.add('sub', [s.add('square', [entry(gradient)]), entry(v)]);
    const next2 = s.add('add', [entry(v), s.add('mul', [change2, s.add('sub', [one, each(beta2)])])], v);
    const numerator = s.add('mul', [next1, each(alpha)]);
    const denominator = s.add('add', [s.add('sqrt', [next2]), each(epsilon)]);
    s.add('sub', [entry(w), s.add('div', [numerator, denominator])], w);
    return s.steps;
  },
};
