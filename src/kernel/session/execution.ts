// The running of cells, from code to outcome.
//
// Every step is a plain function, called when something has happened, and the sockets thread keeps the clock: where V8 cuts off
// a loop, it drops promise callbacks, timers and the rest of the function that was running, so no step rests on those.
import { inspect } from 'node:util';
import { describe, Interrupted, type Description } from '../failures/describe';
import type { SourceFiles } from '../failures/source-files';
import { forgetThrown, thrownAt } from '../failures/thrown';
import type { Frame } from '../messages';
import type { Ownership } from '../run/ownership';
import type { Workspace } from '../run/workspace';
import type { Cell, Outcome } from './cell';
import type { Link } from './link';
import type { Output } from './output';

/**
 * Milliseconds until the reply: after a success, where timers or input and output are left running, so that they may show
 * that they fail; after a failure, so that all requests sent before it are received and `stop_on_error` takes them back.
 */
const grace = 50;
const step = 10;

export interface ExecutionParts {
  readonly link: Link;
  readonly output: Output;
  readonly workspace: Workspace;
  readonly ownership: Ownership<Cell>;
  readonly files: SourceFiles;
}

export class Execution {
  readonly #parts: ExecutionParts;
  readonly #finish: (cell: Cell, outcome: Outcome) => void;
  #current: Cell | null = null;
  #last: Cell | null = null;
  /** Failures of cells that had ended: the next one to end is to fail with them. */
  #late: Description[] = [];

  /** `finish` is called when an outcome is final. */
  constructor(parts: ExecutionParts, finish: (cell: Cell, outcome: Outcome) => void) {
    this.#parts = parts;
    this.#finish = finish;
  }

  get isBusy(): boolean {
    return this.#current !== null;
  }

  /** Failures of cells that had ended, which no other cell has shown yet. */
  get unreported(): readonly Description[] {
    return this.#late;
  }

  start(cell: Cell): void {
    const { output, workspace, ownership } = this.#parts;
    this.#current = this.#last = cell;
    output.target = cell.isSilent ? 'nowhere' : cell.request.origin;
    forgetThrown();
    try {
      const runnable = (cell.runnable = workspace.prepare(cell.code, cell.name));
      cell.handles = countHandles();
      const running = ownership.run(cell, () => runnable?.run());
      if (!running) {
        this.#complete(cell);
        return;
      }
      running.then(
        () => {
          this.#complete(cell);
        },
        (error: unknown) => {
          this.#fail(cell, error);
        },
      );
    } catch (error) {
      this.#fail(cell, error);
    }
  }

  /** The running cell was cut off at `frames`, or is to wait no longer. */
  interrupt(frames: readonly Frame[]): void {
    const cell = this.#current;
    if (!cell || cell.outcome) return;
    this.#fail(cell, new Interrupted(frames));
  }

  /** An error that nothing has caught, in code that `owner` began. */
  failUncaught(error: unknown, owner: Cell | undefined): void {
    const cell = owner ?? this.#current ?? this.#last;
    if (cell) this.#fail(cell, error);
    else this.#note(describe(error, 'start-up', this.#parts.files, null));
  }

  /** All requests that had arrived a moment ago have been received. */
  tick(): void {
    const cell = this.#current;
    if (!cell?.outcome) return;
    const mayChange = cell.failure !== null || countHandles() > cell.handles;
    if (mayChange && Date.now() < cell.deadline) this.#parts.link.post({ kind: 'echo', delay: step });
    else this.#conclude(cell, cell.outcome);
  }

  #complete(cell: Cell): void {
    cell.completed = true;
    if (cell.outcome) return;
    try {
      const value = cell.runnable?.takeResult();
      this.#settle(cell, { status: 'ok', result: value === undefined ? null : inspect(value) });
    } catch (error) {
      this.#fail(cell, error);
    }
  }

  #fail(cell: Cell, error: unknown): void {
    if (cell.failure && cell.failure.error === error) return;
    const description = describe(error, cell.name, this.#parts.files, thrownAt(error));
    // A cell fails once; whatever else goes wrong in it is only shown.
    if (cell.failure) {
      this.#note(description);
      return;
    }
    cell.failure = { error };
    if (cell === this.#current) {
      cell.abandoned = !cell.completed;
      this.#settle(cell, { status: 'error', description });
      return;
    }
    this.#note(description);
    this.#late.push({
      ...description,
      evalue: `${description.evalue} (left behind by ${cell.name})`,
      traceback: [
        `${cell.name} left this behind; it came up after that cell had ended.`,
        '',
        ...description.traceback,
      ],
    });
  }

  #settle(cell: Cell, outcome: Outcome): void {
    const isFirst = cell.outcome === null;
    cell.outcome = outcome;
    cell.deadline = Date.now() + grace;
    if (isFirst) this.#parts.link.post({ kind: 'echo', delay: 0 });
  }

  #conclude(cell: Cell, outcome: Outcome): void {
    cell.runnable?.commit(cell.completed);
    this.#current = null;
    if (cell.isSilent) {
      this.#finish(cell, outcome);
      return;
    }
    const [late] = this.#late;
    this.#late = [];
    this.#finish(cell, late && outcome.status === 'ok' ? { status: 'error', description: late } : outcome);
  }

  #note({ traceback }: Description): void {
    this.#parts.output.write('stderr', `${traceback.join('\n')}\n`);
  }
}

/** How many timers, files and connections keep Node from ending. */
const countHandles = (): number => process.getActiveResourcesInfo().length;
