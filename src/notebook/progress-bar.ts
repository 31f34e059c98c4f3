// Progress bars outside of notebooks: on a terminal, or none.
import { terminal } from '../platform';

/** A display of progress, which disappears when it is closed. */
export interface ProgressBar {
  /**
   * @param done the number of items or steps that are done
   * @param text the text beside the bar
   */
  set(done: number, text: string): void;
  close(): void;
}

const WIDTH = 30; // in characters

/** A bar in one line of the terminal, which each change overwrites. */
export function terminalBar(total: number): ProgressBar {
  return {
    set(done, text) {
      const filled = total === 0 ? WIDTH : Math.round((WIDTH * done) / total);
      terminal.write(`\r${'█'.repeat(filled)}${'·'.repeat(WIDTH - filled)} ${text}\u001b[K`);
    },
    close() {
      terminal.write('\r\u001b[K');
    },
  };
}

/** A bar that shows nothing, for a log, where a bar would be thousands of lines. */
export const silentBar: ProgressBar = { set: () => undefined, close: () => undefined };
