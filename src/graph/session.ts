// The last stage of a program: a loaded graph, whose variables are in step with tfjs's.
import { backend, isRegistered, setLazyData, type DataInfo, type tf } from '../backend';
import type { Feed, Results, Runtime } from './runtime';

/** A variable of tfjs and its value in the runtime. */
interface Slot {
  readonly variable: tf.Variable;
  /** The data of tfjs that the runtime's value is the same as; null before the first run. */
  dataId: object | null;
  /** How often another graph had written that data by then. */
  writes: number;
  /** The value outside of the runtime, of a variable that the graph has written. */
  copy: LazyCopy | null;
}

/** The runtime's value of a variable as data of tfjs, which is fetched when it is used. */
interface LazyCopy {
  /** The id of the fetched tensor; null while it is not fetched. */
  id: number | null;
  /** tfjs-node's entry for the data. */
  readonly info: DataInfo;
}

const writesOf = (dataId: object): number => backend().tensorMap.get(dataId).writes ?? 0;

/**
 * Runs a loaded graph, and keeps its variables in step with tfjs's. Before a run, all variables are uploaded if one was written
 * outside; after a run, what the graph wrote is fetched when it is read. In TensorFlow, a graph that writes no variable is fed all
 * of them at each call: to feed one costs a microsecond or two, and a graph that keeps none is ready sooner.
 */
export class Session {
  readonly #variables: readonly tf.Variable[];
  readonly #slots: readonly Slot[];
  /** The slots of the variables that the graph writes. */
  readonly #written: readonly Slot[];
  #runtime: Runtime | null;

  /** @param written the slots of the variables that the graph writes */
  constructor(runtime: Runtime, variables: readonly tf.Variable[], written: ReadonlySet<number>) {
    this.#runtime = runtime;
    this.#variables = variables;
    this.#slots = variables.map((variable) => ({
      variable,
      dataId: null,
      writes: 0,
      copy: null,
    }));
    this.#written = this.#slots.filter((_, i) => written.has(i));
  }

  /** Runs the graph on the inputs of a call. */
  run(feeds: readonly Feed[]): Results {
    const runtime = this.#open();
    for (const { variable } of this.#slots) checkAlive(variable);
    if (!runtime.feedsVariables) this.#uploadVariables();
    // Before the run: an interrupt or an error in it leaves variables that all have the runtime's values.
    for (const slot of this.#written) this.#markWritten(slot);
    const results = runtime.run(feeds, this.#variables);
    // A feed that shares a variable's data has fetched the value from before.
    for (const slot of this.#written) if (slot.copy?.id != null) this.#markWritten(slot);
    return results;
  }

  /** Frees the runtime; the variables keep their values. */
  dispose(): void {
    if (this.#runtime === null) return;
    this.#fetchVariables();
    this.#runtime.dispose();
    this.#runtime = null;
  }

  #open(): Runtime {
    if (this.#runtime === null)
      throw new Error('compile: this function has been disposed of; compile it again');
    return this.#runtime;
  }

  /** Whether tfjs still has data that is a copy of the runtime's value. */
  #isCopyUsed({ copy, dataId }: Slot): boolean {
    return copy !== null && backend().tensorMap.has(dataId!);
  }

  /** Uploads all variables where one was written outside. */
  #uploadVariables(): void {
    let isChanged = false;
    for (const slot of this.#slots) {
      const { variable, copy, dataId, writes } = slot;
      // Data that is a copy of this runtime's value, no other graph writes.
      if (variable.dataId !== dataId || (!copy && writesOf(dataId) !== writes)) isChanged = true;
      // A copy that another tensor shares stays as it is, and the variable gets another copy.
      if (copy && (variable.dataId !== dataId || copy.info.refCount > 1)) {
        if (copy.id === null && this.#isCopyUsed(slot)) this.#fetchVariables();
        slot.copy = null;
      }
    }
    if (!isChanged) return;
    this.#open().upload(this.#variables);
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

  /** Fetches the values of all variables that tfjs may read and has not got. */
  #fetchVariables(): void {
    const wanted = this.#slots.flatMap((slot, i) =>
      slot.copy?.id === null && this.#isCopyUsed(slot) ? [i] : [],
    );
    if (wanted.length === 0) return;
    const ids = this.#open().fetch(wanted);
    wanted.forEach((slot, i) => {
      this.#slots[slot]!.copy!.id = ids[i]!;
    });
  }
}

function checkAlive(variable: tf.Variable): void {
  if (!isRegistered(variable))
    throw new Error(
      `compile: the variable '${variable.name}' has been disposed of; compile the function again`,
    );
}
