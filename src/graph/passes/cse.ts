// Common subexpression elimination: what is computed twice is computed once.
import type { Data, Node, Value } from '../ir';
import type { Rule } from '../traverse';

/** Constants up to this many bytes are the same if their bytes are; larger ones are the same if their node is. */
const MAX_COMPARED_BYTES = 4096;

const bytesOf = (data: Data): string =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1');

function keyOf({ id, op, inputs, attrs, outputs, data, slot }: Node): string {
  if (data) {
    const { dtype, shape } = outputs[0];
    const content = data.byteLength <= MAX_COMPARED_BYTES ? bytesOf(data) : `#${id}`;
    return `${op} ${dtype} ${shape.join()} ${content}`;
  }
  const operands = inputs.map(({ node, index }) => `${node.id}:${index}`).join();
  return `${op} ${slot ?? ''} ${JSON.stringify(attrs)} ${operands}`;
}

/**
 * A rule for one rewrite of a graph, since it remembers the nodes that it has met. Every op that can be traced is a pure function
 * of its inputs.
 *
 * bench/passes.mjs, 50 layers of 128: 492 of 3,334 nodes less; the time stays within the noise.
 */
export function eliminateCommonSubexpressions(): Rule {
  const seen = new Map<string, readonly Value[]>();
  return (node) => {
    const key = keyOf(node);
    const before = seen.get(key);
    if (before === undefined) seen.set(key, node.outputs);
    return before ?? null;
  };
}
