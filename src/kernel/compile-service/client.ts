// A compiler that has the service do its work, and does it itself where the service is gone. The main thread waits for each cell,
// as it does where it compiles itself: nothing of the notebook runs in between.
import { join } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { CompileError } from '../compile/compile-error';
import type { CompiledCell, Compiler } from '../compile/compiler';
import type { Answer, Question } from './protocol';
import type { ThreadOptions } from './thread';

export class ServiceCompiler implements Compiler {
  readonly #worker: Worker;
  readonly #answers;
  readonly #answered = new Int32Array(new SharedArrayBuffer(4));
  readonly #createLocal: () => Compiler;
  #local: Compiler | null = null;
  /** Cells that define a module to import: a compiler that takes over is to know them. */
  readonly #modules: string[] = [];

  /** `createLocal` makes the compiler of this process, once it is needed. */
  constructor(address: string, folder: string, createLocal: () => Compiler) {
    this.#createLocal = createLocal;
    const { port1, port2 } = new MessageChannel();
    this.#answers = port1;
    const workerData: ThreadOptions = { address, folder, answers: port2, answered: this.#answered };
    this.#worker = new Worker(join(__dirname, 'thread.js'), { workerData, transferList: [port2] });
    this.#worker.unref();
  }

  compile(declarations: string, source: string): CompiledCell | null {
    const answer = this.#ask({ declarations, source });
    switch (answer?.kind) {
      case 'compiled':
        if (answer.cell === null) this.#modules.push(source);
        return answer.cell;
      case 'problems':
        throw new CompileError(answer.problems);
      case 'failed':
        throw new Error(answer.message);
      case undefined:
        return this.#here().compile(declarations, source);
    }
  }

  complete(declarations: string, source: string, offset: number) {
    return this.#here().complete(declarations, source, offset);
  }

  inspect(declarations: string, source: string, offset: number): string | null {
    return this.#here().inspect(declarations, source, offset);
  }

  #ask(question: Question): Answer | null {
    Atomics.store(this.#answered, 0, 0);
    this.#worker.postMessage(question);
    Atomics.wait(this.#answered, 0, 0);
    return (receiveMessageOnPort(this.#answers) as { message: Answer | null }).message;
  }

  #here(): Compiler {
    if (this.#local === null) {
      this.#local = this.#createLocal();
      for (const source of this.#modules) this.#local.compile('', source);
    }
    return this.#local;
  }
}
