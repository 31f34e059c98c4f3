// Ends the child that the main thread waits for (execSync and the like), so that it can be stopped itself.
import { childrenOf, processTable, signal, withDescendants } from '../process/table';

/** Milliseconds that the child has to end after SIGINT, as at Ctrl-C. */
const KILL_AFTER_MS = 1000;

export class AwaitedChild {
  /** The children that it is not; null while the main thread waits for none. */
  others: readonly number[] | null = null;
  #asked = 0;

  /** Called again and again: asks it to end, and a second later ends it. */
  end(): void {
    if (!this.others) {
      this.#asked = 0;
      return;
    }
    const { others } = this;
    const table = processTable();
    const awaited = childrenOf(process.pid, table).filter((pid) => !others.includes(pid));
    const pids = withDescendants(awaited, table);
    if (this.#asked === 0) {
      this.#asked = Date.now();
      signal(pids, 'SIGINT');
    } else if (Date.now() - this.#asked > KILL_AFTER_MS) signal(pids, 'SIGKILL');
  }
}
