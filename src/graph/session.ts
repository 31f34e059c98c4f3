// The last stage of a program: a loaded graph, whose variables are in step with tfjs's.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  backend,
  isRegistered,
  setLazyData,
  tensorId,
  type DataInfo,
  type TensorMetadata,
  type tf,
} from '../backend';
import type { Names } from './lower';

/** A variable of tfjs and its value in the session. */
interface Slot {
  readonly variable: tf.Variable;
  /** Whether the graph writes it. */
  readonly isWritten: boolean;
  /** The data of tfjs that the session's value is the same as; null before the first run. */
  dataId: object | null;
  /** How often another graph had written that data by then. */
  writes: number;
  /** The value outside of the session, of a variable that the graph has written. */
  copy: LazyCopy | null;
}

/** The session's value of a variable as data of tfjs, which is fetched when it is used. */
interface LazyCopy {
  /** The id of the fetched tensor; null while it is not fetched. */
  id: number | null;
  /** tfjs-node's entry for the data. */
  readonly info: DataInfo;
}

const writesOf = (dataId: object): number => backend().tensorMap.get(dataId).writes ?? 0;

const listOf = (names: readonly string[]): string => names.map((name) => `${name}:0`).join(',');

/**
 * Runs a loaded graph, and keeps its variables in step with tfjs's. Before a run, all variables are uploaded if one was written
 * outside; after a run, what the graph wrote is fetched when it is read. A graph that writes no variable is fed all of them at each
 * call: to feed one costs a microsecond or two, and a graph that keeps none is ready sooner.
 */
export class Session {
  readonly #names: Names;
  readonly #slots: readonly Slot[];
  readonly #inputs: string;
  readonly #outputs: string;
  readonly #set: string;
  readonly #get: string;
  #session: number | null;

  /**
   * @param model the bytes of saved_model.pb
   * @param written the slots of the variables that the graph writes
   * @throws {Error} when TensorFlow can't load it
   */
  constructor(
    model: Uint8Array,
    names: Names,
    variables: readonly tf.Variable[],
    written: ReadonlySet<number>,
  ) {
    this.#names = names;
    this.#slots = variables.map((variable, i) => ({
      variable,
      isWritten: written.has(i),
      dataId: null,
      writes: 0,
      copy: null,
    }));
    this.#inputs = listOf([...names.inputs, ...names.variableInputs]);
    this.#outputs = listOf(names.outputs);
    this.#set = listOf(names.set.inputs);
    this.#get = listOf(names.get);
    this.#session = load(model);
  }

  /** Runs the graph on tensors with these ids. */
  run(ids: readonly number[]): TensorMetadata[] {
    const session = this.#open();
    for (const { variable } of this.#slots) checkAlive(variable);
    const isFed = this.#names.variableInputs.length > 0;
    const fed = isFed ? this.#slots.map(({ variable }) => tensorId(variable)) : [];
    if (fed.length < this.#slots.length) this.#uploadVariables();
    const outputs = backend().binding.runSavedModel(session, [...ids, ...fed], this.#inputs, this.#outputs);
    for (const slot of this.#slots) if (slot.isWritten) this.#markWritten(slot);
    return outputs;
  }

  /** Frees the session; the variables keep their values. */
  dispose(): void {
    if (this.#session === null) return;
    if (this.#slots.some((slot) => this.#isCopyUsed(slot) && slot.copy!.id === null)) this.#fetchVariables();
    backend().binding.deleteSavedModel(this.#session);
    this.#session = null;
  }

  #open(): number {
    if (this.#session === null)
      throw new Error('compile: this function has been disposed of; compile it again');
    return this.#session;
  }

  /** Whether tfjs still has data that is a copy of the session's value. */
  #isCopyUsed({ copy, dataId }: Slot): boolean {
    return copy !== null && backend().tensorMap.has(dataId!);
  }

  /** Uploads all variables where one was written outside. */
  #uploadVariables(): void {
    let isChanged = false;
    for (const slot of this.#slots) {
      const { variable, copy, dataId, writes } = slot;
      // Data that is a copy of this session's value, no other graph writes.
      if (variable.dataId !== dataId || (!copy && writesOf(dataId) !== writes)) isChanged = true;
      // A copy that another tensor shares stays as it is, and the variable gets another copy.
      if (copy && (variable.dataId !== dataId || copy.info.refCount > 1)) {
        if (copy.id === null && this.#isCopyUsed(slot)) this.#fetchVariables();
        slot.copy = null;
      }
    }
    if (!isChanged) return;
    const { binding } = backend();
    const ids = this.#slots.map(({ variable }) => tensorId(variable));
    const [done] = binding.runSavedModel(this.#open(), ids, this.#set, `${this.#names.set.done}:0`);
    binding.deleteTensor(done!.id);
    for (const slot of this.#slots) {
      slot.dataId = slot.variable.dataId;
      slot.writes = writesOf(slot.dataId);
    }
  }

  /** Marks a variable as written by a run: the value that tfjs has fetched before is out of date. */
  #markWritten(slot: Slot): void {
    if (slot.copy) {
      const { info, id } = slot.copy;
      info.writes = (info.writes ?? 0) + 1;
      if (id !== null) backend().binding.deleteTensor(id);
      slot.copy.id = null;
      return;
    }
    const { variable } = slot;
    const info = setLazyData(variable, (freed) => {
      if (copy.id === null && !freed) this.#fetchVariables();
      return copy.id ?? -1;
    });
    const copy: LazyCopy = { id: null, info };
    slot.copy = copy;
    slot.dataId = variable.dataId;
  }

  /** Fetches the values of all variables: one call costs little more than one variable would. */
  #fetchVariables(): void {
    const { binding } = backend();
    const values = binding.runSavedModel(this.#open(), [], '', this.#get);
    this.#slots.forEach((slot, i) => {
      const { id } = values[i]!;
      if (slot.copy?.id === null && this.#isCopyUsed(slot)) slot.copy.id = id;
      else binding.deleteTensor(id);
    });
  }
}

function checkAlive(variable: tf.Variable): void {
  if (!isRegistered(variable))
    throw new Error(
      `compile: the variable '${variable.name}' has been disposed of; compile the function again`,
    );
}

/** Loads a model; TensorFlow reads it from a folder, which is removed at once. */
function load(model: Uint8Array): number {
  const folder = mkdtempSync(join(tmpdir(), 'vanishing-gradients-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), model);
    return backend().binding.loadSavedModel(folder, 'serve');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
