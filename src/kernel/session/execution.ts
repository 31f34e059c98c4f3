// The running of cells, from code to outcome.
//
// Every step is a plain function, called when something has happened, and the sockets thread keeps the clock: where V8 cuts off
// a loop, it drops promise callbacks, timers and the rest of the function that was running, so no step rests on those.
import type { Bundle } from '../display/bundle';
import { resultBundle } from '../display/result';
import { cellOf, describe, Interrupted, type Description } from '../failures/describe';
import type { SourceFiles } from '../failures/source-files';
import { forgetThrown } from '../failures/thrown';
import type { Interrupt } from '../messages';
import type { Workspace } from '../run/workspace';
import { Owners } from '../run/owners';
import { CancelScope, type Cell, type Outcome } from './cell';
import type { Link } from './link';
import type { Output } from './output';

/**
 * The milliseconds until the reply: after a success with timers or input and output still running, so that their failures are
 * reported; after a failure, so that all requests sent before it arrive and `stop_on_error` aborts them.
 */
const GRACE_MS = 50;
const STEP_MS = 10;

export interface ExecutionParts {
  readonly link: Link;
  readonly output: Output;
  readonly workspace: Workspace;
  readonly files: SourceFiles;
}

export class Execution {
  /** Finds the cell that the running code belongs to. */
  readonly owners = new Owners<Cell>(
    () => this.#current,
    () => {
      this.#aim();
    },
  );
  /** Called after an interrupt: what cells have left running is to end where they are abandoned. */
  onInterrupt: () => void = () => undefined;
  readonly #parts: ExecutionParts;
  readonly #finish: (cell: Cell, outcome: Outcome) => void;
  #current: Cell | null = null;
  #last: Cell | null = null;
  /** Failures of cells that had ended: the next one to end is to fail with them. */
  #late: Description[] = [];
  #cancelScope = new CancelScope();

  /** `finish` is called when an outcome is final. */
  constructor(parts: ExecutionParts, finish: (cell: Cell, outcome: Outcome) => void) {
    this.#parts = parts;
    this.#finish = finish;
  }

  /** The cell that is running, until its outcome is final. */
  get current(): Cell | null {
    return this.#current;
  }

  /** The cell whose work is going on, or the last to run. */
  get concerned(): Cell | null {
    return this.owners.current ?? this.#last;
  }

  /** The cancel scope that a new cell belongs to. */
  get cancelScope(): CancelScope {
    return this.#cancelScope;
  }

  /** Failures of cells that had ended, which no other cell has shown yet. */
  get unreported(): readonly Description[] {
    return this.#late;
  }

  start(cell: Cell): void {
    const { link, workspace } = this.#parts;
    this.#current = this.#last = cell;
    link.announce(cell.number);
    this.#aim();
    forgetThrown();
    try {
      const runnable = (cell.runnable = workspace.prepare(cell.code, cell.name));
      cell.handles = countHandles();
      const running = runnable?.run();
      if (!running) {
        this.#complete(cell);
        return;
      }
      running.then(
        () => {
          this.#complete(cell);
        },
        (error: unknown) => {
          cell.progress = 'threw';
          this.#fail(cell, error);
        },
      );
    } catch (error) {
      cell.progress = 'threw';
      this.#fail(cell, error);
    }
  }

  /** The user has pressed the button. What was cut off may also be something that an earlier cell had left running. */
  interrupt({ cell: number, frames }: Interrupt): void {
    const cell = this.#current?.number === number ? this.#current : null;
    const interrupted = new Interrupted(frames);
    this.#parts.workspace.recover(frames !== null);
    this.owners.reset();
    if (cell && !cell.failure && (!cell.outcome || frames)) {
      this.#fail(cell, interrupted);
      cell.abandon();
    } else if (frames) {
      this.#note(describe(interrupted, 'Between cells', this.#parts.files));
    }
    if (!this.#current) {
      this.#cancelScope.cancel();
      this.#cancelScope = new CancelScope();
    }
    this.onInterrupt();
  }

  /** An error that nothing has caught: in a timer, or a rejection that nothing handles. */
  failUncaught(error: unknown): void {
    if (this.#current) {
      this.#fail(this.#current, error);
      return;
    }
    const { files } = this.#parts;
    const name = cellOf(error, files) ?? this.#last?.name ?? 'An earlier cell';
    const description = describe(error, name, files);
    this.#note(description);
    // An error after a failed cell is most likely of that cell's making, and adds nothing.
    if (!this.#last?.failure) this.#late.push(leftBehind(description, name));
  }

  /** All requests that had arrived a moment ago have been received. */
  tick(): void {
    const cell = this.#current;
    if (!cell?.outcome) return;
    const { link } = this.#parts;
    const mayChange = cell.failure !== null || countHandles() > cell.handles;
    if ((mayChange && Date.now() < cell.deadline) || link.isInterrupting)
      link.post({ kind: 'echo', delay: STEP_MS });
    else this.#conclude(cell, cell.outcome);
  }

  #complete(cell: Cell): void {
    cell.progress = 'completed';
    if (cell.outcome) return;
    try {
      const value = cell.runnable?.takeResult();
      const result = value === undefined ? null : resultBundle(value);
      if (result instanceof Promise) this.#await(cell, result);
      else this.#settle(cell, { status: 'ok', result });
    } catch (error) {
      this.#fail(cell, error);
    }
  }

  /** A value that takes time to show itself. */
  #await(cell: Cell, result: Promise<Bundle>): void {
    result.then(
      (bundle) => {
        if (!cell.outcome) this.#settle(cell, { status: 'ok', result: bundle });
      },
      (error: unknown) => {
        this.#fail(cell, error);
      },
    );
  }

  /** Output goes to the cell that is running, else to the one whose work is going on, else to the last. */
  #aim(): void {
    if (this.concerned) this.#parts.output.target = this.concerned.target;
  }

  #fail(cell: Cell, error: unknown): void {
    if (cell.failure && cell.failure.error === error) return;
    const description = describe(error, cell.name, this.#parts.files);
    // A cell fails once; whatever else goes wrong in it is only shown.
    if (cell.failure) {
      this.#note(description);
      return;
    }
    cell.failure = { error };
    if (cell.progress === 'running') cell.abandon();
    this.#settle(cell, { status: 'error', description });
  }

  #settle(cell: Cell, outcome: Outcome): void {
    const isFirst = cell.outcome === null;
    cell.outcome = outcome;
    cell.deadline = Date.now() + GRACE_MS;
    if (isFirst) this.#parts.link.post({ kind: 'echo', delay: 0 });
  }

  #conclude(cell: Cell, outcome: Outcome): void {
    cell.runnable?.commit(cell.progress === 'completed');
    this.#parts.link.mark();
    this.#current = null;
    this.#parts.link.announce(0);
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

const leftBehind = (description: Description, cell: string): Description => ({
  ...description,
  evalue: `${description.evalue} (left behind by ${cell})`,
  traceback: [`${cell} left this behind: it came up when no cell was running.`, '', ...description.traceback],
});

/** How many timers, files and connections keep Node from ending. */
const countHandles = (): number => process.getActiveResourcesInfo().length;
