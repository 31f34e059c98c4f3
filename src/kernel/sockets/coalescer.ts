// Neighbouring writes to one stream travel as one message: a front end that gets each line of a long loop alone drops some.
import type { Origin, StreamName } from '../messages';

export interface Stream {
  readonly origin: Origin;
  readonly name: StreamName;
  readonly text: string;
}

const DELAY_MS = 20; // milliseconds: still looks immediate
const MAX_CHARACTERS = 1 << 18; // characters

export class Coalescer {
  readonly #send: (stream: Stream) => void;
  #pending: Stream | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(send: (stream: Stream) => void) {
    this.#send = send;
  }

  add(stream: Stream): void {
    if (!this.#continues(stream)) this.flush();
    this.#pending = { ...stream, text: (this.#pending?.text ?? '') + stream.text };
    if (this.#pending.text.length >= MAX_CHARACTERS) this.flush();
    else this.#timer ??= setTimeout(this.flush.bind(this), DELAY_MS);
  }

  #continues({ origin, name }: Stream): boolean {
    return this.#pending?.name === name && this.#pending.origin.header === origin.header;
  }

  /** Called before any other message, so that everything arrives in the order it was made. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const pending = this.#pending;
    this.#pending = null;
    if (pending) this.#send(pending);
  }
}
