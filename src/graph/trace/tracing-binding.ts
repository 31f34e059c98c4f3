// TensorFlow's binding, which also records what it is asked to do.
import { dtypeNumbers, type Binding } from '../../backend';
import { TraceError } from '../errors';
import { constant, node, type Data } from '../ir';
import { attrsOf, typeOfNumber } from './attrs';
import { completeAttrs, opRules } from './op-rules';
import type { TracedOptimizers } from './traced-optimizers';
import type { TracedTensors } from './traced-tensors';

/** A binding that records every op as a node, and every tensor from JavaScript's numbers as a constant or a learning rate. */
export function tracingBinding(
  native: Binding,
  tensors: TracedTensors,
  optimizers: TracedOptimizers,
): Binding {
  const own: Partial<Binding> = {
    executeOp(name, attrs, ids, outputs) {
      const rule = opRules[name];
      if (rule === undefined)
        throw new TraceError(
          `the op ${name} has no rule`,
          'Leave this part outside of the compiled function',
        );
      if (rule.never) throw new TraceError(`${name} ${rule.never[0]}`, rule.never[1]);
      const results = native.executeOp(name, attrs, ids, outputs);
      const inputs = ids.map((id) => tensors.ofId(id));
      const metas = results.map(({ shape, dtype }) => ({ shape, dtype: typeOfNumber(dtype) }));
      const recorded = node(name, inputs, completeAttrs(rule, attrsOf(native, attrs), inputs), metas);
      results.forEach(({ id }, i) => {
        tensors.set(id, recorded.outputs[i]!);
      });
      return results;
    },
    createTensor(shape, dtype, data) {
      const id = native.createTensor(shape, dtype, data);
      const array = data as Data;
      const isScalar = shape.length === 0 && dtype === dtypeNumbers.float32;
      const rate = isScalar ? optimizers.rateInput(array[0]!) : undefined;
      tensors.set(id, rate ?? constant(array.slice(), [...shape], typeOfNumber(dtype)));
      return id;
    },
  };
  return Object.create(native, Object.getOwnPropertyDescriptors(own)) as Binding;
}
