// A bar on a terminal: how far long work is.

/** Something that shows how far work is, and goes away at its end. */
export interface Bar {
  /** @param words what is said beside it */
  set(done: number, words: string): void;
  close(): void;
}

const WIDTH = 30;

/** A line of the terminal that is written over and over. */
export function terminalBar(total: number): Bar {
  return {
    set(done, words) {
      const filled = total === 0 ? WIDTH : Math.round((WIDTH * done) / total);
      process.stderr.write(`\r${'█'.repeat(filled)}${'·'.repeat(WIDTH - filled)} ${words}\u001b[K`);
    },
    close() {
      process.stderr.write('\r\u001b[K');
    },
  };
}

/** For a log, where a bar would be thousands of lines. */
export const silentBar: Bar = { set: () => undefined, close: () => undefined };
