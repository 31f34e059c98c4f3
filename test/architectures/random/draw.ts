// Random choices, and words for what was chosen.
import { randomStream, type RandomStream } from '../../../src/random';

export class Draw {
  /** The choices that were drawn, in the order of the data's way through the model. */
  readonly words: string[] = [];
  private readonly random: RandomStream;
  private count = 0;

  constructor(seed: number) {
    this.random = randomStream(seed, 'architecture');
  }

  /** A whole number from least to most. */
  int(least: number, most: number): number {
    return least + this.random.uniformInteger(most - least + 1);
  }

  one<T>(choices: readonly T[]): T {
    return choices[this.random.uniformInteger(choices.length)];
  }

  chance(probability: number): boolean {
    return this.random.uniform() < probability;
  }

  /** A name for the next layer, written down with what it is. */
  name(what: string): string {
    const name = `part${++this.count}`;
    this.words.push(`${name}: ${what}`);
    return name;
  }
}
