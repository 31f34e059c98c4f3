// Tables that know what their rows hold, and plain ways to read them.
import { from, table } from 'arquero';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { tables, type HistoryRow, type LayerRow, type Table } from '../src';

const layers = from([
  { depth: 1, layer: 'dense_1', quantity: 'z', norm: 3, dead: null },
  { depth: 1, layer: 'dense_1', quantity: 'dL/dz', norm: 2, dead: null },
  { depth: 2, layer: 'logits', quantity: 'z', norm: NaN, dead: null },
  { depth: 2, layer: 'logits', quantity: 'dL/dz', norm: 5, dead: 0.5 },
]) as Table<LayerRow>;

describe('where', () => {
  test('takes values by column, all of which hold', () => {
    expect(tables.where(layers, { quantity: 'dL/dz', depth: 2 }).array('norm')).toEqual([5]);
  });

  test('takes one of several values, null and NaN as values', () => {
    expect(tables.where(layers, { depth: [1, 2], quantity: ['z'] }).numRows()).toBe(2);
    expect(tables.where(layers, { dead: null }).numRows()).toBe(3);
    expect(tables.where(layers, { norm: NaN }).array('layer')).toEqual(['logits']);
  });

  test('takes a function that uses variables around it', () => {
    const [deepest, wanted] = [1, new Set(['z'])];
    const few = tables.where(layers, (row) => row.depth <= deepest && wanted.has(row.quantity));
    expect(few.array('norm')).toEqual([3]);
    expectTypeOf(few).toEqualTypeOf<Table<LayerRow>>();
  });

  test('goes by the rows that a table shows, after other verbs, and leaves the table as it was', () => {
    const sorted = layers.filter('d.depth == 2').orderby('quantity');
    expect(tables.where(sorted, { quantity: ['z', 'dL/dz'] }).array('quantity')).toEqual(['dL/dz', 'z']);
    expect(layers.numRows()).toBe(4);
  });

  test('names a column that is not there, and what is no table or no test', () => {
    const loose = table({ quantity: ['z'], norm: [1] });
    expect(() => tables.where(loose, { quantitiy: 'z' })).toThrow("did you mean 'quantity'?");
    expect(() => tables.where(undefined as unknown as Table, {})).toThrow(
      'tables.where: table must be an Arquero table',
    );
    expect(() => tables.where(loose, 'z' as never)).toThrow('tables.where: test must be an object such as');
  });
});

test('rows are objects of the table’s type; of a table that says nothing, of any', () => {
  expect(tables.rows(layers, { quantity: 'z' }).map(({ norm }) => norm)).toEqual([3, NaN]);
  expectTypeOf(tables.rows(layers)).toEqualTypeOf<LayerRow[]>();
  const loose = tables.rows(table({ a: [1, 2] }), ({ a }) => (a as number) > 1);
  expect(loose).toEqual([{ a: 2 }]);
});

test('values are a column', () => {
  expect(tables.values(layers, 'norm', { quantity: 'dL/dz' })).toEqual([2, 5]);
  const history = table({ testAccuracy: [null, 0.5] }) as Table<HistoryRow>;
  expectTypeOf(tables.values(history, 'testAccuracy')).toEqualTypeOf<(number | null)[]>();
  const read = (): unknown => tables.values(table({ loss: [1] }), 'los');
  expect(read).toThrow("did you mean 'loss'?");
});

test('value is that of one row, and an error where there is another number of them', () => {
  expect(tables.value(layers, 'norm', { quantity: 'dL/dz', depth: 2 })).toBe(5);
  expect(() => tables.value(layers, 'norm', { quantity: 'dL/dz' })).toThrow('tables.value: 2 rows pass');
  expect(() => tables.value(layers, 'norm', { depth: 9 })).toThrow('tables.value: 0 rows pass');
});

test('derive adds one value for all rows, or a function of a row', () => {
  const more = tables.derive(layers, { network: 'ReLU', half: (row) => row.norm / 2 });
  expect(more.array('network')).toEqual(['ReLU', 'ReLU', 'ReLU', 'ReLU']);
  expect(tables.values(more, 'half', { depth: 1 })).toEqual([1.5, 1]);
  expect(layers.columnNames()).not.toContain('network');
});
