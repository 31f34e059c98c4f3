// The shell requests, one after another: what each is answered, and what the notebook is shown.
import type { Request } from '../messages';
import { Cell, isStored, type Outcome } from './cell';
import { Execution, type ExecutionParts } from './execution';
import type { History } from './history';

export type Answers = Readonly<Record<string, (content: Request['content']) => object>>;

export interface SessionParts extends ExecutionParts {
  readonly history: History;
  readonly answers: Answers;
}

export class Session {
  readonly execution: Execution;
  readonly #parts: SessionParts;
  #queue: Request[] = [];
  #count = 0;
  #started = 0;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.execution = new Execution(parts, (cell, outcome) => {
      this.#finish(cell, outcome);
    });
  }

  receive(request: Request): void {
    this.#queue.push(request);
    this.#next();
  }

  #next(): void {
    while (!this.execution.current) {
      const request = this.#queue.shift();
      if (!request) return;
      this.#status(request, 'busy');
      if (request.type === 'execute_request') this.#execute(request);
      else this.#answer(request);
    }
  }

  #execute(request: Request): void {
    const number = ++this.#started;
    const stored = isStored(request);
    if (stored) this.#count++;
    const name = stored ? `Cell [${this.#count}]` : `Unnumbered cell ${number}`;
    const cell = new Cell(request, number, name, this.#count, this.execution.cancelScope);
    this.#publish(cell, 'execute_input', { code: cell.code, execution_count: cell.count });
    this.execution.start(cell);
  }

  #finish(cell: Cell, outcome: Outcome): void {
    const { request, count } = cell;
    if (outcome.status === 'error') {
      const { description } = outcome;
      this.#publish(cell, 'error', description);
      this.#reply(request, { status: 'error', execution_count: count, ...description });
      this.#status(request, 'idle');
      if (cell.stopsOnError) this.#abortQueue();
    } else {
      const { result: data } = outcome;
      if (data !== null)
        this.#publish(cell, 'execute_result', { execution_count: count, data, metadata: {} });
      const expressions = unsupported(request.content.user_expressions);
      this.#reply(request, {
        status: 'ok',
        execution_count: count,
        payload: [],
        user_expressions: expressions,
      });
      this.#status(request, 'idle');
    }
    if (cell.isStored) this.#parts.history.add(count, cell.code, textOf(outcome));
    this.#next();
  }

  #abortQueue(): void {
    const isCell = ({ type }: Request) => type === 'execute_request';
    const aborted = this.#queue.filter(isCell);
    this.#queue = this.#queue.filter((request) => !isCell(request));
    for (const request of aborted) {
      this.#status(request, 'busy');
      this.#reply(request, { status: 'aborted' }); // without a number: it has not run
      this.#status(request, 'idle');
    }
  }

  #answer(request: Request): void {
    const { type, content, origin } = request;
    const answer = this.#parts.answers[type];
    if (answer)
      this.#reply(
        request,
        attempt(() => answer(content)),
      );
    else if (type.endsWith('_request'))
      this.#reply(request, failed('NotSupported', `this kernel knows no ${type}`));
    // Nobody here opens comms: a widget's front end is told so.
    else if (type === 'comm_open')
      this.#parts.link.publish(origin, 'comm_close', { comm_id: content.comm_id, data: {} });
    this.#status(request, 'idle');
  }

  #status({ origin }: Request, state: 'busy' | 'idle'): void {
    this.#parts.link.publish(origin, 'status', { execution_state: state });
  }

  /** Publishes a message that a silent request keeps to itself. */
  #publish(cell: Cell, type: string, content: object): void {
    if (!cell.isSilent) this.#parts.link.publish(cell.request.origin, type, content);
  }

  #reply({ origin, type }: Request, content: object): void {
    this.#parts.link.reply(origin, type.replace(/_request$/, '_reply'), content);
  }
}

const failed = (ename: string, evalue: string) => ({ status: 'error', ename, evalue, traceback: [] });

function textOf(outcome: Outcome): string | null {
  const text = outcome.status === 'ok' ? outcome.result?.['text/plain'] : null;
  return typeof text === 'string' ? text : null;
}

function attempt(answer: () => object): object {
  try {
    return answer();
  } catch (error) {
    return error instanceof Error ? failed(error.name, error.message) : failed('Error', String(error));
  }
}

function unsupported(expressions: unknown): object {
  const names = typeof expressions === 'object' && expressions !== null ? Object.keys(expressions) : [];
  const answer = failed('NotSupported', 'this kernel evaluates no user_expressions');
  return Object.fromEntries(names.map((name) => [name, answer]));
}
