// In a page, `diagram` says where it belongs: a page has drawings of its own.
import type { DiagramName } from './diagram-names';

/** @throws {Error} always */
export function diagram(...names: DiagramName[]): void {
  throw new Error(`diagram: shows ${names.join(', ')} in a notebook alone, whose kernel runs in Node`);
}
