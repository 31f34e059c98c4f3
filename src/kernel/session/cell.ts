// One execute_request, from its arrival to its reply.
import type { Bundle } from '../display/bundle';
import type { Description } from '../failures/describe';
import type { Request, Target } from '../messages';
import type { RunnableCell } from '../run/workspace';
import type { InputProvider } from './input-requests';

export type Outcome =
  | { readonly status: 'ok'; readonly result: Bundle | null }
  | { readonly status: 'error'; readonly description: Description };

/** Cells since the last interrupt that came between cells: that one ends all that they had left running. */
export class CancelScope {
  readonly #controller = new AbortController();

  get canceled(): boolean {
    return this.signal.aborted;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  cancel(): void {
    this.#controller.abort(new Error('interrupted'));
  }
}

export class Cell {
  readonly request: Request;
  /** Tells it from all others. */
  readonly number: number;
  /** Stands for the cell in stacks. */
  readonly name: string;
  /** The execution count, which the notebook shows beside the cell. */
  readonly count: number;
  runnable: RunnableCell | null = null;
  /** How far its code has come. */
  progress: 'running' | 'completed' | 'threw' = 'running';
  outcome: Outcome | null = null;
  /** The error that it failed with. */
  failure: { readonly error: unknown } | null = null;
  readonly #cancelScope: CancelScope;
  readonly #own = new CancelScope();
  /** The number of handles that kept Node alive before it ran. */
  handles = 0;
  /** When to stop waiting for what may still happen. */
  deadline = 0;

  constructor(request: Request, number: number, name: string, count: number, cancelScope: CancelScope) {
    this.#cancelScope = cancelScope;
    this.request = request;
    this.number = number;
    this.name = name;
    this.count = count;
  }

  /** True where the rest of the cell is not to run: it was interrupted, or failed while it was waiting for something else. */
  get abandoned(): boolean {
    return this.#own.canceled || this.#cancelScope.canceled;
  }

  abandon(): void {
    this.#own.cancel();
  }

  /** The signal that is aborted when the cell is abandoned. */
  get signal(): AbortSignal {
    return AbortSignal.any([this.#own.signal, this.#cancelScope.signal]);
  }

  /** The destination of its output. */
  get target(): Target {
    return this.isSilent ? 'nowhere' : this.request.origin;
  }

  /** The front end that can be asked for input. */
  get inputProvider(): InputProvider {
    const { content, origin } = this.request;
    return { origin, allowsInput: !this.isSilent && content.allow_stdin !== false };
  }

  get code(): string {
    const { code } = this.request.content;
    return typeof code === 'string' ? code : '';
  }

  get isSilent(): boolean {
    return this.request.content.silent === true;
  }

  get isStored(): boolean {
    return isStored(this.request);
  }

  get stopsOnError(): boolean {
    return !this.isSilent && this.request.content.stop_on_error !== false;
  }
}

/** True for a cell that counts: it gets a number and enters the history. */
export const isStored = ({ content }: Request): boolean =>
  content.silent !== true && content.store_history !== false;
