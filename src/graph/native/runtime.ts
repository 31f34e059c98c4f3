// Runs a plan in the native engine.
import { backend, dtypeNumbers, tf } from '../../backend';
import type { Data } from '../ir';
import type { Feed, Results, Runtime } from '../runtime';
import { ScalarFeed } from '../trace';
import type { Addon } from './addon';
import type { Place, Plan } from './lower';

/** The data of tfjs that an input's place holds, and how often a graph had written that data by then. */
interface Held {
  readonly dataId: object;
  readonly writes: number;
}

export class NativeRuntime implements Runtime {
  readonly feedsVariables = false;
  readonly #addon: Addon;
  readonly #plan: Plan;
  /** The plan in the addon; null once it is disposed of. */
  #handle: object | null;
  #memory: Float32Array;
  #words: Int32Array;
  readonly #held: (Held | null)[];

  constructor(addon: Addon, plan: Plan) {
    this.#addon = addon;
    this.#plan = plan;
    const { plan: handle, memory } = addon.create(plan.codes, plan.size);
    this.#handle = handle;
    this.#memory = memory;
    this.#words = new Int32Array(memory.buffer, memory.byteOffset, memory.length);
    this.#held = plan.inputs.map(() => null);
    for (const { place, data } of plan.constants) this.#write(place, data);
  }

  run(feeds: readonly Feed[]): Results {
    feeds.forEach((feed, i) => {
      this.#writeInput(feed, i);
    });
    this.#addon.run(this.#handle!, this.#memory, this.#plan.threads);
    return {
      tensor: (index) => {
        const place = this.#plan.outputs[index]!;
        return tf.tensor(this.#read(place), [...place.shape], place.dtype);
      },
      numbers: () => this.#read(this.#plan.outputs[0]!) as Float32Array,
      discard: () => undefined,
    };
  }

  upload(variables: readonly tf.Variable[]): void {
    variables.forEach(({ dataId }, i) => {
      this.#write(this.#plan.variables[i]!.place, backend().readSync(dataId));
    });
  }

  fetch(slots: readonly number[]): number[] {
    return slots.map((slot) => {
      const place = this.#plan.variables[slot]!;
      return backend().binding.createTensor(place.shape, dtypeNumbers[place.dtype], this.#read(place));
    });
  }

  dispose(): void {
    this.#handle = null;
    this.#memory = new Float32Array();
    this.#words = new Int32Array();
  }

  /** Writes an input, where its place does not hold it already: a tensor's data stays as it is. */
  #writeInput(feed: Feed, i: number): void {
    const { place } = this.#plan.inputs[i]!;
    if (feed instanceof ScalarFeed) {
      this.#memory[place] = feed.value();
      return;
    }
    const { dataId } = feed;
    const { writes = 0 } = backend().tensorMap.get(dataId);
    const held = this.#held[i];
    if (held?.dataId === dataId && held.writes === writes) return;
    this.#write(place, backend().readSync(dataId));
    this.#held[i] = { dataId, writes };
  }

  #write(place: number, data: Data): void {
    if (data instanceof Int32Array) this.#words.set(data, place);
    else this.#memory.set(data, place);
  }

  #read({ place, size, dtype }: Place): Data {
    if (dtype === 'int32') return this.#words.slice(place, place + size);
    const numbers = this.#memory.slice(place, place + size);
    return dtype === 'bool' ? Uint8Array.from(numbers) : numbers;
  }
}
