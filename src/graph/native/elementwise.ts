// Elementwise ops: their steps in the native interpreter, how an operand broadcasts, and groups of them that are one operation.
import { splatOf, sizeOf, type Graph, type Node, type Value } from '../ir';
import { nodesOf, rootsOf } from '../traverse';

/** The steps, in the order of native/elementwise.h. */
const STEPS = [
  ...[
    'copy',
    'neg',
    'abs',
    'square',
    'sqrt',
    'rsqrt',
    'exp',
    'log',
    'log1p',
    'expm1',
    'tanh',
    'sigmoid',
    'relu',
  ],
  ...[
    'relu6',
    'elu',
    'selu',
    'softplus',
    'sign',
    'reciprocal',
    'floor',
    'ceil',
    'round',
    'sin',
    'cos',
    'erf',
  ],
  ...[
    'isNan',
    'isInf',
    'isFinite',
    'not',
    'nonzero',
    'intToFloat',
    'add',
    'sub',
    'mul',
    'div',
    'maximum',
    'minimum',
  ],
  ...['pow', 'squaredDifference', 'divNoNan', 'reluGrad', 'tanhGrad', 'sigmoidGrad', 'eluGrad', 'greater'],
  ...[
    'greaterEqual',
    'less',
    'lessEqual',
    'equal',
    'notEqual',
    'and',
    'or',
    'leakyRelu',
    'select',
    'floatToInt',
  ],
];
export type StepName = string;
export const stepNumber = (name: StepName): number => STEPS.indexOf(name);

/** TensorFlow's elementwise ops, and their steps. */
const stepsByOp: Readonly<Record<string, StepName>> = {
  Abs: 'abs',
  Add: 'add',
  AddV2: 'add',
  Ceil: 'ceil',
  Cos: 'cos',
  Div: 'div',
  DivNoNan: 'divNoNan',
  Elu: 'elu',
  EluGrad: 'eluGrad',
  Equal: 'equal',
  Erf: 'erf',
  Exp: 'exp',
  Expm1: 'expm1',
  Floor: 'floor',
  Greater: 'greater',
  GreaterEqual: 'greaterEqual',
  Identity: 'copy',
  IsFinite: 'isFinite',
  IsInf: 'isInf',
  IsNan: 'isNan',
  Less: 'less',
  LessEqual: 'lessEqual',
  Log: 'log',
  Log1p: 'log1p',
  LogicalAnd: 'and',
  LogicalNot: 'not',
  LogicalOr: 'or',
  Maximum: 'maximum',
  Minimum: 'minimum',
  Mul: 'mul',
  Neg: 'neg',
  NotEqual: 'notEqual',
  Pow: 'pow',
  RealDiv: 'div',
  Reciprocal: 'reciprocal',
  Relu: 'relu',
  Relu6: 'relu6',
  ReluGrad: 'reluGrad',
  Round: 'round',
  Rsqrt: 'rsqrt',
  Select: 'select',
  Selu: 'selu',
  Sigmoid: 'sigmoid',
  SigmoidGrad: 'sigmoidGrad',
  Sign: 'sign',
  Sin: 'sin',
  Softplus: 'softplus',
  Sqrt: 'sqrt',
  Square: 'square',
  SquaredDifference: 'squaredDifference',
  Sub: 'sub',
  Tanh: 'tanh',
  TanhGrad: 'tanhGrad',
};

/** Ops on bool or int32 that the steps can't tell from those on float32, since a bool is a float 0 or 1 here. */
const castSteps: Readonly<Record<string, StepName>> = {
  'float32 float32': 'copy',
  'bool float32': 'copy',
  'bool bool': 'copy',
  'float32 bool': 'nonzero',
  'int32 float32': 'intToFloat',
  'float32 int32': 'floatToInt',
};

/** The step of an elementwise node; null for other nodes. */
export function stepOf({ op, inputs, outputs: [out] }: Node): StepName | null {
  const [first] = inputs;
  if (!first) return null;
  if (op === 'Cast') return castSteps[`${first.dtype} ${out.dtype}`] ?? null;
  const step = stepsByOp[op];
  return step === undefined || inputs.some(({ dtype }) => dtype === 'int32') ? null : step;
}

/** Steps that take several times as long as an addition. */
const SLOW = new Set(['exp', 'log', 'tanh', 'sigmoid', 'div', 'sqrt', 'rsqrt', 'reciprocal']);
const VERY_SLOW = new Set(['log1p', 'expm1', 'elu', 'selu', 'softplus', 'sin', 'cos', 'erf', 'pow']);
/** Nanoseconds an entry. */
export const stepCost = (step: StepName): number => (VERY_SLOW.has(step) ? 6 : SLOW.has(step) ? 0.15 : 0.04);

/** How an operand is read: an entry for each; one for all; a repeated row of `inner`; one for each row of `inner`. */
export type Broadcast =
  { readonly kind: 'full' | 'scalar' } | { readonly kind: 'row' | 'column'; readonly inner: number };
export const BROADCAST_KINDS = ['full', 'scalar', 'row', 'column'] as const;

/** How an operand broadcasts to a shape; null for one that has to be laid out first. */
export function broadcastOf(operand: Value, shape: readonly number[]): Broadcast | null {
  const size = sizeOf(operand.shape);
  if (splatOf(operand) !== null || size === 1) return { kind: 'scalar' };
  if (size === sizeOf(shape)) return { kind: 'full' };
  const leading = operand.shape.findIndex((d) => d !== 1);
  const own = operand.shape.slice(leading);
  const tail = shape.slice(shape.length - own.length);
  if (own.every((d, i) => d === tail[i])) return { kind: 'row', inner: size };
  const padded = [...Array<number>(shape.length - operand.shape.length).fill(1), ...operand.shape];
  const last = padded.findLastIndex((d) => d !== 1) + 1;
  if (padded.slice(0, last).every((d, i) => d === shape[i]))
    return { kind: 'column', inner: sizeOf(shape.slice(last)) };
  return null;
}

/** Elementwise nodes that are one operation, in order; the last one's value is the result. */
export interface Group {
  readonly nodes: Node[];
  readonly last: Node;
  /** The length of rows, where an operand is a row or a column; 0: none is. */
  inner: number;
}

const MAX_GROUP = 16;

/** How the operands of a node restrict the length of rows: 0 not at all, -1 in two ways at once. */
function innerOf(node: Node): number {
  let inner = 0;
  for (const operand of node.inputs) {
    const how = broadcastOf(operand, node.outputs[0].shape);
    if (how === null || !('inner' in how)) continue;
    if (inner !== 0 && inner !== how.inner) return -1;
    inner = how.inner;
  }
  return inner;
}

/**
 * Groups elementwise nodes. A node joins the group of its users where all of them are in one group and read it entry by entry:
 * then its value stays in the first cache. No path can lead out of such a group and back.
 */
export function groupElementwise(graph: Graph): ReadonlyMap<Node, Group> {
  const groups = new Map<Node, Group>();
  const nodes = nodesOf(graph);
  const users = new Map<Node, Set<Node>>();
  for (const user of nodes)
    for (const { node } of user.inputs) users.set(node, (users.get(node) ?? new Set()).add(user));
  const roots = new Set(rootsOf(graph).map(({ node }) => node));
  for (const node of nodes.toReversed()) {
    if (stepOf(node) === null) continue;
    const own = innerOf(node);
    const group = roots.has(node) ? null : commonGroup(node, users.get(node) ?? new Set(), groups);
    const fits = group && (own === 0 || group.inner === 0 || own === group.inner);
    if (!group || !fits || own < 0 || group.nodes.length >= MAX_GROUP) {
      groups.set(node, { nodes: [node], last: node, inner: Math.max(own, 0) });
      continue;
    }
    group.nodes.unshift(node);
    group.inner ||= own;
    groups.set(node, group);
  }
  return groups;
}

function commonGroup(node: Node, users: ReadonlySet<Node>, groups: ReadonlyMap<Node, Group>): Group | null {
  const [value] = node.outputs;
  let common: Group | null = null;
  for (const user of users) {
    const group = groups.get(user);
    if (!group || (common && group !== common)) return null;
    if (sizeOf(user.outputs[0].shape) !== sizeOf(value.shape)) return null;
    common = group;
  }
  return common;
}
