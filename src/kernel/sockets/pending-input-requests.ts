// The questions that the reader has not answered yet. Front ends answer the latest first; not all of them say which they mean.
import type { MessagePort } from 'node:worker_threads';
import { shared, type InputRequest, type Request, type ToMain } from '../messages';
import type { Sockets } from './sockets';

export interface PendingInputRequestsParts {
  readonly sockets: Sockets;
  readonly toMain: (message: ToMain) => void;
  readonly answers: MessagePort;
  readonly numbers: Int32Array;
}

export class PendingInputRequests {
  readonly #ways: PendingInputRequestsParts;
  #pending: InputRequest[] = [];

  constructor(ways: PendingInputRequestsParts) {
    this.#ways = ways;
    ways.sockets.onRequest('stdin', (reply) => {
      this.#answer(reply);
    });
  }

  ask(question: InputRequest): void {
    this.#pending.push(question);
    const { origin, prompt, password } = question;
    this.#ways.sockets.ask(origin, JSON.stringify({ prompt, password }));
  }

  forget(): void {
    this.#pending = [];
  }

  #answer({ type, content }: Request): void {
    const question = type === 'input_reply' ? this.#pending.pop() : undefined;
    if (!question) return;
    const text = typeof content.value === 'string' ? content.value : '';
    if (!question.blocks) {
      this.#ways.toMain({ kind: 'answer', text });
      return;
    }
    const { answers, numbers } = this.#ways;
    answers.postMessage(text);
    Atomics.store(numbers, shared.answered, 1);
    Atomics.notify(numbers, shared.answered);
  }
}
