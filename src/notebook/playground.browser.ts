// In a page, `playground` says where it belongs: the page of the course has the figure itself.
import type { PlaygroundState } from './playground-state';

/** @throws {Error} always */
export function playground(state: PlaygroundState = {}): void {
  throw new Error(
    `playground: got ${JSON.stringify(state)}, and shows its figure in a notebook alone, whose kernel runs in Node`,
  );
}
