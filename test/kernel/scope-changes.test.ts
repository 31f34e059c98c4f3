// The scope of a cell, as a kernel tells it to the compile service: by what has changed.
import { expect, test } from 'vitest';
import type { Declared } from '../../src/kernel/compile/cell-file';
import type { CellScope } from '../../src/kernel/compile/compiler';
import { ScopeState, type ScopeChanges } from '../../src/kernel/compile-service/scope-changes';

const declaredIn = (cell: number): Declared => ({
  cell,
  meaning: { isValue: true, isType: false, variable: 'let', isAmbient: false },
});
const [a, b, c] = [declaredIn(1), declaredIn(1), declaredIn(2)];
const scopeOf = (
  values: Record<string, Declared>,
  types: Record<string, Declared>,
  augmenting: number[],
  known: string[],
  changing: string[],
): CellScope => ({
  visible: { values: new Map(Object.entries(values)), types: new Map(Object.entries(types)), augmenting },
  known,
  changing,
});

test('Of a scope, what is new goes through JSON, and the whole comes out', () => {
  const scopes = [
    scopeOf({ a, b }, { T: a }, [], ['a', 'b'], []),
    scopeOf({ a, b, c }, { T: a }, [2], ['b', 'c'], ['c', 'b']),
    scopeOf({ a: declaredIn(3), b, c }, { T: a, U: c }, [2, 3], ['c', 'a'], ['c']),
  ];
  const [kernel, service] = [new ScopeState(), new ScopeState()];
  const names = scopes.map((scope) => {
    const changes = JSON.parse(JSON.stringify(kernel.changesTo(scope))) as ScopeChanges;
    expect(service.apply(changes)).toEqual(scope);
    return [changes.values, changes.types].map((entries) => entries.map(([name]) => name));
  });
  expect(names).toEqual([
    [['a', 'b'], ['T']],
    [['c'], []],
    [['a'], ['U']],
  ]);
});
