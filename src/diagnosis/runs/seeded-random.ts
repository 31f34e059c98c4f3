// Repeatable draws of Math.random, from which tfjs's dropout seeds its masks.
import type { RandomStream } from '../../random';

/** Runs work at once, with Math.random drawing from a stream: a run of a network with dropout is then the same each time. */
export function withSeededRandom<T>(stream: RandomStream, work: () => T): T {
  const random = Math.random;
  Math.random = () => stream.uniform();
  try {
    return work();
  } finally {
    Math.random = random;
  }
}
