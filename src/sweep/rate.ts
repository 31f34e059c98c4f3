// The rate of a sweep, and the time that is left.
const WINDOW_MS = 60_000;
/** The number of instants that are kept. */
const INSTANTS = 120;

/** Counts finished points, and gives their rate over the last minute. */
export class Rate {
  readonly #now: () => number;
  readonly #instants: { readonly at: number; readonly count: number }[] = [];
  #count = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#instants.push({ at: now(), count: 0 });
  }

  add(): void {
    this.#count++;
    const at = this.#now();
    const last = this.#instants.at(-1)!;
    if (at - last.at < WINDOW_MS / INSTANTS && this.#instants.length > 1) return;
    this.#instants.push({ at, count: this.#count });
    while (this.#instants.length > 2 && at - this.#instants[1]!.at > WINDOW_MS) this.#instants.shift();
  }

  /** The points a second; null before there are two. */
  perSecond(): number | null {
    const first = this.#instants[0]!;
    const elapsed = this.#now() - first.at;
    const count = this.#count - first.count;
    return count < 2 || elapsed <= 0 ? null : (1000 * count) / elapsed;
  }
}
