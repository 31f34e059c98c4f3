// The cells that have run, for front ends that let one page through them.
type Entry = readonly [session: number, line: number, input: string, output: string | null];

export class History {
  readonly #entries: Entry[] = [];

  add(line: number, input: string, output: string | null): void {
    this.#entries.push([1, line, input, output]);
  }

  /** The entries that a history_request asks for, in the form that it asks for. */
  find(request: Readonly<Record<string, unknown>>): unknown[] {
    return this.#select(request).map(([session, line, input, output]) => [
      session,
      line,
      request.output === true ? [input, output] : input,
    ]);
  }

  #select({ hist_access_type: access, start, stop, n, pattern, unique }: Readonly<Record<string, unknown>>) {
    const isNumber = (value: unknown): value is number => typeof value === 'number';
    const last = (entries: readonly Entry[]) => (isNumber(n) ? entries.slice(-n) : entries);
    if (access === 'tail') return last(this.#entries);
    if (access === 'range') {
      const [from, to] = [isNumber(start) ? start : 0, isNumber(stop) ? stop : Infinity];
      return this.#entries.filter(([, line]) => line >= from && line < to);
    }
    const glob = toRegExp(typeof pattern === 'string' ? pattern : '*');
    const found = this.#entries.filter(([, , input]) => glob.test(input));
    return last(unique === true ? [...new Map(found.map((entry) => [entry[2], entry])).values()] : found);
  }
}

/** The regular expression of a pattern, in which * stands for any text and ? for any character. */
function toRegExp(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\*/g, '.*').replace(/\?/g, '.')}$`, 's');
}
