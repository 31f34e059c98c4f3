// Runs a graph in a session of TensorFlow.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backend, tensorFrom, tensorId, type tf } from '../backend';
import type { Names } from './lower';
import type { Feed, Results, Runtime } from './runtime';
import { ScalarFeed } from './trace';

const listOf = (names: readonly string[]): string => names.map((name) => `${name}:0`).join(',');

export class TensorFlowRuntime implements Runtime {
  readonly feedsVariables: boolean;
  readonly #session: number;
  readonly #inputs: string;
  readonly #outputs: string;
  readonly #set: string;
  readonly #setDone: string;
  readonly #get: string;

  /**
   * @param model the bytes of saved_model.pb
   * @throws {Error} when TensorFlow can't load it
   */
  constructor(model: Uint8Array, names: Names) {
    this.feedsVariables = names.variableInputs.length > 0;
    this.#inputs = listOf([...names.inputs, ...names.variableInputs]);
    this.#outputs = listOf(names.outputs);
    this.#set = listOf(names.set.inputs);
    this.#setDone = listOf([names.set.done]);
    this.#get = listOf(names.get);
    this.#session = load(model);
  }

  run(feeds: readonly Feed[], variables: readonly tf.Variable[]): Results {
    const { binding } = backend();
    const ids = feeds.map((feed) => (feed instanceof ScalarFeed ? feed.currentId() : tensorId(feed)));
    const fed = this.feedsVariables ? variables.map(tensorId) : [];
    const outputs = binding.runSavedModel(this.#session, [...ids, ...fed], this.#inputs, this.#outputs);
    return {
      tensor: (index) => tensorFrom(outputs[index]!),
      numbers: () => binding.tensorDataSync(outputs[0]!.id) as Float32Array,
      discard: () => {
        binding.deleteTensor(outputs[0]!.id);
      },
    };
  }

  upload(variables: readonly tf.Variable[]): void {
    const { binding } = backend();
    const [done] = binding.runSavedModel(this.#session, variables.map(tensorId), this.#set, this.#setDone);
    binding.deleteTensor(done!.id);
  }

  /** Fetches all variables: one call costs little more than one variable would. */
  fetch(slots: readonly number[]): number[] {
    const { binding } = backend();
    const values = binding.runSavedModel(this.#session, [], '', this.#get);
    values.forEach(({ id }, slot) => {
      if (!slots.includes(slot)) binding.deleteTensor(id);
    });
    return slots.map((slot) => values[slot]!.id);
  }

  dispose(): void {
    backend().binding.deleteSavedModel(this.#session);
  }
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
