// A compiler that has the service do its work, and does it itself where the service is gone. The main thread waits for each cell,
// as it does where it compiles itself: nothing of the notebook runs in between.
import { join } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Visible } from '../compile/cell-file';
import { CompileError } from '../compile/compile-error';
import type { CompiledCell, CompiledCode, Compiler, CellScope } from '../compile/compiler';
import type { Completion } from '../compile/completer';
import { build, type ServiceReply, type ServiceRequest } from './protocol';
import { ScopeState, type ScopeChanges } from './scope-changes';
import type { ThreadOptions } from './thread';

export class ServiceCompiler implements Compiler {
  readonly #worker: Worker;
  readonly #answers;
  readonly #answered = new Int32Array(new SharedArrayBuffer(4));
  readonly #createLocal: () => Compiler;
  #local: Compiler | null = null;
  /** The scope that the service knows. */
  readonly #state = new ScopeState();
  /** The requests so far, with the cells that later ones may use: a compiler that takes over is to know them. */
  readonly #past: { readonly changes: ScopeChanges; kept?: { cell: number; text: string } }[] = [];

  /** `createLocal` makes the compiler of this process, once it is needed. */
  constructor(address: string, folder: string, createLocal: () => Compiler) {
    this.#createLocal = createLocal;
    const { port1, port2 } = new MessageChannel();
    this.#answers = port1;
    const workerData: ThreadOptions = { address, folder, build, answers: port2, answered: this.#answered };
    this.#worker = new Worker(join(__dirname, 'thread.js'), { workerData, transferList: [port2] });
    this.#worker.unref();
  }

  compile(cell: number, text: string, scope: CellScope): CompiledCell | null {
    const answer = this.#ask(() => ({ kind: 'cell', cell, text, scope: this.#changesTo(scope) }));
    if (!answer) return this.#here().compile(cell, text, scope);
    const compiled = given(answer, 'cell').cell;
    // A cell that compiled without effects is not needed again.
    if (compiled === null || compiled.meanings.length + compiled.augmented.length > 0)
      this.#past.at(-1)!.kept = { cell, text };
    return compiled;
  }

  compileFile(path: string): CompiledCode | null {
    const answer = this.#ask(() => ({ kind: 'file', path }));
    return answer ? given(answer, 'file').code : this.#here().compileFile(path);
  }

  complete(text: string, offset: number, visible: Visible): Completion {
    const kind = 'completion';
    const answer = this.#ask(() => ({ kind, text, offset, scope: this.#changesIn(visible) }));
    return answer ? given(answer, kind).completion : this.#here().complete(text, offset, visible);
  }

  inspect(text: string, offset: number, visible: Visible): string | null {
    const kind = 'description';
    const answer = this.#ask(() => ({ kind, text, offset, scope: this.#changesIn(visible) }));
    return answer ? given(answer, kind).description : this.#here().inspect(text, offset, visible);
  }

  #changesTo(scope: CellScope): ScopeChanges {
    const changes = this.#state.changesTo(scope);
    this.#past.push({ changes });
    return changes;
  }

  #changesIn(visible: Visible): ScopeChanges {
    return this.#changesTo({ ...this.#state.scope, visible });
  }

  /** The service's answer; null where it is gone. */
  #ask(question: () => ServiceRequest): ServiceReply | null {
    if (this.#local) return null;
    Atomics.store(this.#answered, 0, 0);
    this.#worker.postMessage(question());
    Atomics.wait(this.#answered, 0, 0);
    return (receiveMessageOnPort(this.#answers) as { message: ServiceReply | null }).message;
  }

  /** The compiler in this process, which compiles all cells from the first call on: the service would miss some of them. */
  #here(): Compiler {
    if (this.#local === null) {
      this.#local = this.#createLocal();
      const state = new ScopeState();
      for (const { changes, kept } of this.#past) {
        const scope = state.apply(changes);
        if (kept) this.#local.compile(kept.cell, kept.text, scope);
      }
    }
    return this.#local;
  }
}

/** The answer of this kind. @throws {CompileError} where the cell does not compile */
function given<K extends ServiceReply['kind']>(answer: ServiceReply, kind: K): ServiceReply & { kind: K } {
  if (answer.kind === 'problems') throw new CompileError(answer.problems);
  if (answer.kind === 'failed') throw new Error(answer.message);
  if (answer.kind !== kind) throw new Error(`the compile service answers ${answer.kind}, and not ${kind}`);
  return answer as ServiceReply & { kind: K };
}
