// The function type that lowers an op, and how it reads attributes and constant inputs.
import type { Attrs, Node } from '../ir';
import { intsOf } from '../passes/match';
import type { Builder } from './builder';
import { unsupported } from './instructions';

/** Adds the operations of a node. */
export type Lowering = (builder: Builder, node: Node) => void;

export const flag = (attrs: Attrs, name: string): boolean => {
  const attr = attrs[name];
  return attr !== undefined && 'bool' in attr && attr.bool;
};
export const float = (attrs: Attrs, name: string): number => {
  const attr = attrs[name];
  return attr !== undefined && 'float' in attr ? attr.float : NaN;
};
export const int = (attrs: Attrs, name: string): number => {
  const attr = attrs[name];
  return attr !== undefined && 'int' in attr ? attr.int : 0;
};
export const ints = (attrs: Attrs, name: string): readonly number[] => {
  const attr = attrs[name];
  return attr !== undefined && 'ints' in attr ? attr.ints : [];
};
export const text = (attrs: Attrs, name: string): string => {
  const attr = attrs[name];
  return attr !== undefined && 'string' in attr ? attr.string : '';
};

/** The whole numbers of an input that must be a constant. */
export const constantInts = (node: Node, i: number): number[] =>
  intsOf(node.inputs[i]!) ?? unsupported(`${node.op} by numbers that are not constant`);
