// process.stdin in a notebook: each line of it is asked for in the front end's input box, once somebody waits for it.
import { syncBuiltinESMExports } from 'node:module';
import readline from 'node:readline';
import readlinePromises from 'node:readline/promises';
import { Readable } from 'node:stream';
import type { AnyFunction } from '../any-function';
import type { Form, InputRequests } from '../session/input-requests';

type Interface = readline.Interface & { readonly input?: unknown; readonly output?: unknown };

class Stdin extends Readable {
  readonly fd = 0;
  /** Interfaces of node:readline on it. They read whatever comes, also while nothing waits for a line. */
  readonly interfaces = new Set<Interface>();
  /** How the next line is to be asked for. */
  form: Form | null = null;
  /** It has been read to its end: whoever reads on needs the next line. */
  #needsLine = false;
  readonly #look: () => void;

  constructor(look: () => void) {
    super({ highWaterMark: 0 }); // a line is asked for when it is read, and none ahead
    // Whoever reads may be about to say what for.
    this.#look = () => {
      setImmediate(look);
    };
    this.on('newListener', this.#look);
    this.on('resume', this.#look);
  }

  get awaitsLine(): boolean {
    if (!this.#needsLine || this.destroyed) return false;
    if (this.form) return true;
    const others = this.listenerCount('data') - this.interfaces.size;
    if (this.listenerCount('readable') > 0 || (others > 0 && !this.isPaused())) return true;
    return [...this.interfaces].some((one) => one.listenerCount('line') > 0);
  }

  override _read(): void {
    this.#needsLine = true;
    this.#look();
  }

  /** Whoever leaves a loop over it destroys it, which is no error. */
  override _destroy(error: NodeJS.ErrnoException | null, done: (error?: Error | null) => void): void {
    done(error?.code === 'ABORT_ERR' ? null : error);
  }

  give(line: string): void {
    this.#needsLine = false;
    this.push(`${line}\n`);
  }

  adopt(one: Interface, closed: () => void): void {
    if (this.interfaces.has(one)) return;
    this.interfaces.add(one);
    one.on('newListener', this.#look);
    one.once('close', () => {
      this.interfaces.delete(one);
      closed();
    });
  }

  expect(form: Form): void {
    this.form = form;
    this.#look();
  }
}

export class StandardInput {
  readonly #inputRequests: InputRequests;
  #stream: Stdin | null = null;
  /** The stream that a line has been asked for. */
  #asking: Stdin | null = null;

  constructor(inputRequests: InputRequests) {
    this.#inputRequests = inputRequests;
  }

  install(): void {
    Object.defineProperty(process, 'stdin', {
      configurable: true,
      enumerable: true,
      get: () => {
        if (!this.#stream || this.#stream.destroyed) this.#stream = this.#open();
        return this.#stream;
      },
    });
    for (const module of [readline, readlinePromises]) this.#follow(module);
    syncBuiltinESMExports();
  }

  /** Whoever was reading is gone. */
  reset(): void {
    this.#forget();
    this.#stream?.removeAllListeners();
    this.#stream = null;
  }

  #forget(): void {
    this.#asking = null;
    this.#inputRequests.forget();
  }

  #open(): Stdin {
    const stream = new Stdin(() => {
      if (this.#asking?.destroyed) this.#forget();
      if (!this.#asking && stream.awaitsLine) this.#ask(stream);
    });
    return stream;
  }

  #ask(stream: Stdin): void {
    const form = stream.form ?? {};
    stream.form = null;
    this.#asking = stream;
    try {
      this.#inputRequests.ask('process.stdin', form, (line) => {
        this.#asking = null;
        stream.give(line);
      });
    } catch (error) {
      this.#asking = null;
      this.#renew(stream);
      stream.destroy(error as Error);
    }
  }

  /** Later cells find a new stream: this one was closed or paused by who read it. */
  #renew(stream: Stdin): void {
    if (this.#stream === stream) this.#stream = null;
  }

  /** Learns of interfaces of node:readline, and has them ask their inputRequests in the box instead of printing them. */
  #follow(module: object): void {
    const adopt = (one: Interface): Stdin | null => {
      const { input } = one;
      if (!(input instanceof Stdin)) return null;
      input.adopt(one, () => {
        if (input.interfaces.size + input.listenerCount('data') === 0) this.#renew(input);
      });
      return input;
    };
    const functions = module as { createInterface: AnyFunction; Interface: { prototype: object } };
    const { createInterface } = functions;
    functions.createInterface = function (...args) {
      const made = Reflect.apply(createInterface, this, args) as Interface;
      adopt(made);
      return made;
    };
    const methods = functions.Interface.prototype as Record<'question' | 'prompt', AnyFunction>;
    const { question, prompt } = methods;
    methods.question = function (query, ...rest) {
      const stream = adopt(this as Interface);
      stream?.expect({ prompt: String(query), password: isMuted(this as Interface) });
      return Reflect.apply(question, this, [stream ? '' : query, ...rest]);
    };
    methods.prompt = function (...args) {
      const one = this as Interface;
      const text = one.getPrompt();
      const stream = text === '' ? null : adopt(one);
      if (!stream) return Reflect.apply(prompt, this, args);
      stream.expect({ prompt: text, password: isMuted(one) });
      one.setPrompt('');
      const result = Reflect.apply(prompt, this, args);
      one.setPrompt(text);
      return result;
    };
  }
}

/** Whoever keeps readline from echoing asks for a password: by an output of its own, or a method in place of readline's. */
function isMuted(one: Interface): boolean {
  const { output } = one;
  const isOther = output !== process.stdout && output !== process.stderr;
  return (typeof output === 'object' && output !== null && isOther) || Object.hasOwn(one, '_writeToOutput');
}
