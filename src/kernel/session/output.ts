// Sends what cells print and display to the notebook. Output goes to the cell that is running, else to the one that had set
// the timer, else to the last that ran.
import { StringDecoder } from 'node:string_decoder';
import { wireBundle, type Bundle } from '../display/bundle';
import { redrawn } from '../display/chart-updates';
import type { Tslab } from '../tslab';
import type { Origin, StreamName, Target } from '../messages';
import { log } from '../process/log';
import { StandardStream } from '../process/standard-stream';
import type { Link } from './link';

interface DisplayContent {
  readonly data: object;
}

export class Output {
  readonly #link: Link;
  #target: Target = null;

  constructor(link: Link) {
    this.#link = link;
  }

  get target(): Target {
    return this.#target;
  }

  set target(target: Target) {
    if (target === this.#target) return;
    this.#target = target;
    this.#link.mark();
    this.#link.post({ kind: 'target', target });
  }

  /** Directs all later output to the log. */
  close(): void {
    this.#target = null;
  }

  write(name: StreamName, text: string): void {
    if (text === '') return;
    if (this.#target === null) log(text);
    else
      this.#send((origin) => {
        this.#link.stream(origin, name, text);
      });
  }

  /** Takes over standard output and error, and tslab's displays. */
  install({ jupyter, publicModule }: Tslab): void {
    for (const [i, name] of (['stdout', 'stderr'] as const).entries()) this.#takeOver(name, i + 1);
    // tslab's display functions and the library call this.
    jupyter.lastWriteDisplayData = (content, update) => {
      this.#display(content, update);
    };
    // tslab has no call for it.
    publicModule.clearOutput = (wait = false) => {
      this.#publish('clear_output', { wait });
    };
  }

  #display(content: DisplayContent, update = false): void {
    const data = wireBundle(content.data as Bundle);
    for (const state of update ? redrawn(data) : [data])
      this.#publish(update ? 'update_display_data' : 'display_data', { ...content, data: state });
  }

  #publish(type: string, content: object): void {
    this.#send((origin) => {
      this.#link.publish(origin, type, content);
    });
  }

  #send(send: (origin: Origin) => void): void {
    if (this.#target !== null && this.#target !== 'nowhere') send(this.#target);
  }

  #takeOver(name: StreamName, descriptor: number): void {
    const decoder = new StringDecoder('utf8'); // a chunk may end within a character
    const stream = new StandardStream(descriptor, (chunk) => {
      this.write(name, typeof chunk === 'string' ? chunk : decoder.write(chunk));
    });
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => stream });
  }
}
