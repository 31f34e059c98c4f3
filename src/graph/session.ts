// A loaded graph, and the values of its variables on both sides.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backend, setLazyData, tensorId, type DataInfo, type TensorMetadata, type tf } from '../backend';
import type { Names } from './lower';

/** A variable of tfjs and its twin in the session. */
interface Slot {
  readonly variable: tf.Variable;
  readonly written: boolean;
  /** The data of tfjs's that the session's value stands for; null where it has none yet. */
  dataId: object | null;
  /** How often another graph had written that data by then. */
  writes: number;
  /** Of a written variable: the session's value as tfjs has it; asked for when it is used. */
  twin: Twin | null;
}

/** A value that is in the session, and outside of it once somebody has asked. */
interface Twin {
  id: number | null;
  /** What tfjs-node keeps of it. */
  info: DataInfo;
}

const writesOf = (dataId: object): number => backend().tensorMap.get(dataId).writes ?? 0;

const feeds = (names: readonly string[]): string => names.map((name) => `${name}:0`).join(',');

/**
 * Runs a graph whose variables are in step with tfjs's. What was written outside since the last call goes in before the next;
 * what the graph wrote is fetched when somebody reads it. A graph that writes none gets them all at each call: to hand over a
 * variable costs a microsecond or two, and a graph that keeps none is ready sooner.
 */
export class Session {
  private readonly slots: readonly Slot[];
  private readonly inputs: string;
  private readonly outputs: string;
  private readonly set: string;
  private readonly get: string;
  private session: number | null;

  /**
   * @param model the bytes of saved_model.pb
   * @param written which of the variables the graph writes
   * @throws {Error} when TensorFlow can't load it
   */
  constructor(
    model: Uint8Array,
    private readonly names: Names,
    variables: readonly tf.Variable[],
    written: ReadonlySet<number>,
  ) {
    this.slots = variables.map((variable, i) => ({
      variable,
      written: written.has(i),
      dataId: null,
      writes: 0,
      twin: null,
    }));
    this.inputs = feeds([...names.inputs, ...names.fed]);
    this.outputs = feeds(names.outputs);
    this.set = feeds(names.set.inputs);
    this.get = feeds(names.get);
    this.session = load(model);
  }

  /** Runs the graph on tensors that TensorFlow knows by these numbers. */
  run(ids: readonly number[]): TensorMetadata[] {
    const session = this.open();
    for (const { variable } of this.slots) checkAlive(variable);
    const fed = this.names.fed.length > 0 ? this.slots.map(({ variable }) => tensorId(variable)) : [];
    if (fed.length < this.slots.length) this.bringIn();
    const results = backend().binding.runSavedModel(session, [...ids, ...fed], this.inputs, this.outputs);
    for (const slot of this.slots) if (slot.written) this.hasChanged(slot);
    return results;
  }

  /** Frees the session; the variables keep their values. */
  dispose(): void {
    if (this.session === null) return;
    if (this.slots.some((slot) => this.isOut(slot) && slot.twin!.id === null)) this.fetch();
    backend().binding.deleteSavedModel(this.session);
    this.session = null;
  }

  private open(): number {
    if (this.session === null)
      throw new Error('compile: this function has been disposed of; compile it again');
    return this.session;
  }

  /** Whether tfjs still has a stand-in for the session's value. */
  private isOut({ twin, dataId }: Slot): boolean {
    return twin !== null && backend().tensorMap.has(dataId!);
  }

  /** Hands the variables over where one was written outside. */
  private bringIn(): void {
    let changed = false;
    for (const slot of this.slots) {
      const { variable, twin, dataId, writes } = slot;
      // What has a twin, no other graph writes.
      if (variable.dataId !== dataId || (!twin && writesOf(dataId) !== writes)) changed = true;
      // Somebody keeps this value: it stays his, and the variable gets another stand-in.
      if (twin && (variable.dataId !== dataId || twin.info.refCount > 1)) {
        if (twin.id === null && this.isOut(slot)) this.fetch();
        slot.twin = null;
      }
    }
    if (!changed) return;
    const { binding } = backend();
    const ids = this.slots.map(({ variable }) => tensorId(variable));
    const [{ id }] = binding.runSavedModel(this.open(), ids, this.set, `${this.names.set.done}:0`);
    binding.deleteTensor(id);
    for (const slot of this.slots) {
      slot.dataId = slot.variable.dataId;
      slot.writes = writesOf(slot.dataId);
    }
  }

  /** After a run: what tfjs had of the variable's value is out of date. */
  private hasChanged(slot: Slot): void {
    const before = slot.twin;
    if (before) {
      before.info.writes = (before.info.writes ?? 0) + 1;
      if (before.id !== null) backend().binding.deleteTensor(before.id);
      before.id = null;
      return;
    }
    const { variable } = slot;
    const info = setLazyData(variable, (freed) => {
      if (twin.id === null && !freed) this.fetch();
      return twin.id ?? -1;
    });
    const twin: Twin = { id: null, info };
    slot.twin = twin;
    slot.dataId = variable.dataId;
  }

  /** Gets the values of all variables: one call costs little more than one variable would. */
  private fetch(): void {
    const { binding } = backend();
    const values = binding.runSavedModel(this.open(), [], '', this.get);
    this.slots.forEach((slot, i) => {
      const { id } = values[i];
      if (slot.twin?.id === null && this.isOut(slot)) slot.twin.id = id;
      else binding.deleteTensor(id);
    });
  }
}

function checkAlive(variable: tf.Variable): void {
  if (variable.isDisposed)
    throw new Error(
      `compile: the variable '${variable.name}' has been disposed of; compile the function again`,
    );
}

/** TensorFlow loads from a folder; it is gone again at once. */
function load(model: Uint8Array): number {
  const folder = mkdtempSync(join(tmpdir(), 'vanishing-gradients-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), model);
    return backend().binding.loadSavedModel(folder, 'serve');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
