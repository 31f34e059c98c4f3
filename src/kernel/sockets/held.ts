// What the main thread says, one after another, with stops in between.
export class Held<T> {
  readonly #handle: (item: T) => void;
  #items: T[] = [];
  #next = 0;
  #stopped = false;

  constructor(handle: (item: T) => void) {
    this.#handle = handle;
  }

  add(item: T): void {
    if (this.#stopped || this.#next < this.#items.length) this.#items.push(item);
    else this.#handle(item);
  }

  /** Whatever comes now waits. */
  stop(): void {
    this.#stopped = true;
  }

  /** Handles what has been waiting, up to the next stop. */
  goOn(): void {
    this.#stopped = false;
    while (!this.#stopped && this.#next < this.#items.length) this.#handle(this.#items[this.#next++]);
    if (this.#next < this.#items.length) return;
    this.#items = [];
    this.#next = 0;
  }
}
