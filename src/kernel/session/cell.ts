// One execute_request, from its arrival to its reply.
import type { Description } from '../failures/describe';
import type { Request } from '../messages';
import type { RunnableCell } from '../run/workspace';

export type Outcome =
  | { readonly status: 'ok'; readonly result: string | null }
  | { readonly status: 'error'; readonly description: Description };

export class Cell {
  readonly request: Request;
  /** Tells it from all others. */
  readonly number: number;
  /** Stands for the cell in stacks. */
  readonly name: string;
  /** What the notebook shows beside it. */
  readonly count: number;
  runnable: RunnableCell | null = null;
  /** How far its code has come. */
  progress: 'running' | 'completed' | 'threw' = 'running';
  outcome: Outcome | null = null;
  /** What it failed with. */
  failure: { readonly error: unknown } | null = null;
  /** What is left of it is not to run: it was interrupted, or failed while it was waiting for something else. */
  abandoned = false;
  /** What kept Node alive before it ran. */
  handles = 0;
  /** When to stop waiting for what may still happen. */
  deadline = 0;

  constructor(request: Request, number: number, name: string, count: number) {
    this.request = request;
    this.number = number;
    this.name = name;
    this.count = count;
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

/** Whether a cell counts: it gets a number and enters the history. */
export const isStored = ({ content }: Request): boolean =>
  content.silent !== true && content.store_history !== false;
