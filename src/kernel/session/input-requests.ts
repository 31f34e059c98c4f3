// Asks the reader for a line, in the front end's input box, under the cell that is running or was the last to run.
import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { shared, type Origin, type ToSockets } from '../messages';

/** Nobody is there to answer: the notebook runs without a reader. */
class InputNotPossible extends Error {
  override readonly name = 'InputNotPossible';
}

export interface InputProvider {
  readonly origin: Origin;
  readonly allowsInput: boolean;
}

export interface Form {
  readonly prompt?: string;
  /** True where the answer stays hidden while it is typed. */
  readonly password?: boolean;
}

export interface InputRequestsParts {
  readonly post: (message: ToSockets) => void;
  readonly numbers: Int32Array;
  readonly answers: MessagePort;
  /** The cell to ask under, or null where none has run yet. */
  readonly inputProvider: () => InputProvider | null;
}

export class InputRequests {
  readonly #parts: InputRequestsParts;
  #answered: ((text: string) => void) | null = null;

  constructor(parts: InputRequestsParts) {
    this.#parts = parts;
  }

  /** Blocks until the answer is there. Throws where nobody can answer. */
  askAndWait(what: string, { prompt = '', password = false }: Form): string {
    const { post, numbers, answers } = this.#parts;
    const { origin } = this.#inputProvider(what);
    Atomics.store(numbers, shared.answered, 0);
    post({ kind: 'inputRequest', origin, prompt, password, blocks: true });
    // The wait is cut into short turns: between two of them an interrupt is handled.
    while (Atomics.wait(numbers, shared.answered, 0, 50) === 'timed-out');
    return (receiveMessageOnPort(answers) as { message: string }).message;
  }

  /** Calls `answered` with the answer, unless it is forgotten. Throws where nobody can answer. */
  ask(what: string, { prompt = '', password = false }: Form, answered: (text: string) => void): void {
    const { origin } = this.#inputProvider(what);
    this.#answered = answered;
    this.#parts.post({ kind: 'inputRequest', origin, prompt, password, blocks: false });
  }

  answer(text: string): void {
    const answered = this.#answered;
    this.#answered = null;
    answered?.(text);
  }

  forget(): void {
    this.#answered = null;
    this.#parts.post({ kind: 'forget' });
    while (receiveMessageOnPort(this.#parts.answers)); // an answer that came too late
  }

  #inputProvider(what: string): InputProvider {
    const inputProvider = this.#parts.inputProvider();
    if (inputProvider?.allowsInput) return inputProvider;
    throw new InputNotPossible(
      `${what} asks for input, and nobody can answer: this notebook runs without a reader (nbconvert, papermill). Give the value in the notebook instead`,
    );
  }
}
