// The table of a sweep: the grid's columns in front, then those of the measurement, then the fault.
import { table as tableFrom } from '../arquero';
import type { Table } from '../table';
import { parseOutcome, type Outcome } from './outcome';
import { decode, type Plain } from './plain';
import { FAULT_COLUMNS, type Point, type Points } from './points';
import { keyOf, type Outcomes } from './run';
import type { Shard } from './options';

/** Collects rows by column: a value that a row does not have is null. */
export class Columns {
  readonly #columns = new Map<string, Plain[]>();
  #length = 0;

  constructor(names: readonly string[]) {
    for (const name of names) this.#columns.set(name, []);
  }

  add(row: Readonly<Record<string, Plain | undefined>>): void {
    for (const [name, value] of Object.entries(row)) {
      let column = this.#columns.get(name);
      if (column === undefined) {
        column = Array.from({ length: this.#length }, () => null);
        this.#columns.set(name, column);
      }
      column.push(value ?? null);
    }
    this.#length++;
    for (const column of this.#columns.values()) if (column.length < this.#length) column.push(null);
  }

  toTable(): Table {
    const last: readonly string[] = FAULT_COLUMNS;
    const names = [...this.#columns.keys()].filter((name) => !last.includes(name));
    const order = [...names, ...last];
    const columns = Object.fromEntries(order.map((name) => [name, this.#columns.get(name) ?? []]));
    return tableFrom(columns, order);
  }
}

/** The rows of the points that have an outcome, in the order of the grid. */
export function tableOfOutcomes(points: Points, shard: Shard, hash: string, outcomes: Outcomes): Table {
  const columns = new Columns([...points.columns]);
  for (let i = shard.first; i < points.length; i += shard.count) {
    const point = points.text(i);
    const text = outcomes.text(keyOf(hash, point));
    if (text !== null) addPoint(columns, points.columns, point, parseOutcome(text));
  }
  return columns.toTable();
}

function addPoint(columns: Columns, names: readonly string[], text: string, outcome: Outcome): void {
  const point = decode(text) as Point;
  const grid = Object.fromEntries(names.map((name) => [name, point[name]]));
  const { rows, fault, error } = outcome;
  for (const row of rows.length === 0 && fault !== null ? [{}] : rows)
    columns.add({ ...grid, ...row, fault, error });
}
