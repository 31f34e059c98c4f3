// A graph from the text that `print` makes of one, so that tests of passes are text before and after.
import {
  constant,
  node,
  sizeOf,
  type Attr,
  type Attrs,
  type DType,
  type Graph,
  type Meta,
  type Update,
  type Value,
} from '../../src/graph/ir';

const ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };
/** Attributes that are not printed where they are false, and that passes look for. */
const DEFAULTS: Readonly<Record<string, Attrs>> = {
  ...Object.fromEntries(['Sum', 'Mean', 'Max'].map((op) => [op, { keep_dims: { bool: false } }])),
  FusedBatchNorm: { is_training: { bool: false } },
};
const FLOATS = ['epsilon'];

function attrOf(text: string): [string, Attr] {
  const [name, json] = text.split('=') as [string, string | undefined];
  if (json === undefined) return [name, { bool: true }];
  const value: unknown = JSON.parse(json);
  if (typeof value === 'string') return [name, { string: value }];
  if (typeof value === 'number') return [name, FLOATS.includes(name) ? { float: value } : { int: value }];
  const list = value as unknown[];
  return [name, typeof list[0] === 'string' ? { strings: list as string[] } : { ints: list as number[] }];
}

/** The attributes in braces; commas inside of brackets belong to a list. */
const attrsOf = (op: string, text = ''): Attrs => ({
  ...DEFAULTS[op],
  ...Object.fromEntries((text.match(/\w+(?:=(?:\[[^\]]*\]|"[^"]*"|[^,]+))?/g) ?? []).map(attrOf)),
});

function metaOf(text: string): Meta {
  const [, dtype, shape] = /^(\w+)\[([\d,]*)\]$/.exec(text)!;
  return { dtype: dtype as DType, shape: shape === '' ? [] : shape!.split(',').map(Number) };
}

function constantOf(text: string, { shape, dtype }: Meta): Value {
  const given = text.startsWith('[') ? text.slice(1, -1).split(', ').filter(Boolean).map(Number) : null;
  const data = new ARRAYS[dtype](sizeOf(shape));
  if (given) data.set(given);
  else data.fill(Number(text));
  return constant(data, shape, dtype);
}

/** Parses a graph; the slots of inputs and variables are in the order in which their names come. */
export function parse(text: string): { graph: Graph; inputs: string[]; variables: string[] } {
  const values = new Map<string, Value>();
  const [inputs, variables]: string[][] = [[], []];
  const updates: Update[] = [];
  let [outputs, gate]: [Value[], Value | null] = [[], null];
  const refs = (list: string): Value[] =>
    list
      .split(', ')
      .filter(Boolean)
      .map((name) => values.get(name)!);
  const slotOf = (names: string[], name: string): number =>
    names.includes(name) ? names.indexOf(name) : names.push(name) - 1;
  for (const line of text
    .split('\n')
    .map((one) => one.trim())
    .filter(Boolean)) {
    const [, names, metas, expression] = /^(%[^:]*): (.*?) = (.*)$/.exec(line) ?? [];
    if (names !== undefined) {
      const results = metas!.split(/, (?=[a-z])/).map(metaOf);
      const [, op, rest] = /^(\w+)(.*)$/.exec(expression!)!;
      const [, operands, attrs] = /^\(([^)]*)\)(?: \{(.*)\})?$/.exec(rest!) ?? [];
      const made =
        op === 'Input' || op === 'Variable'
          ? node(op, [], {}, results, { slot: slotOf(op === 'Input' ? inputs! : variables!, rest!.trim()) })
              .outputs
          : op === 'Const'
            ? [constantOf(rest!.trim(), results[0]!)]
            : node(op!, refs(operands!), attrsOf(op!, attrs), results).outputs;
      names.split(', ').forEach((name, i) => values.set(name, made[i]!));
      continue;
    }
    const [, written, op, operands, attrs] = /^(.*) <- (\w+)\(([^)]*)\)(?: \{(.*)\})?$/.exec(line) ?? [];
    if (written !== undefined) {
      const slots = written.split(', ').map((name) => slotOf(variables!, name));
      updates.push({
        op: op!,
        variables: slots as [number],
        inputs: refs(operands!),
        attrs: attrsOf(op!, attrs),
      });
    } else if (line.startsWith('write if ')) [gate] = refs(line.slice('write if '.length)) as [Value];
    else outputs = refs(line.slice('return '.length));
  }
  return { graph: { outputs, updates, gate }, inputs: inputs!, variables: variables! };
}
