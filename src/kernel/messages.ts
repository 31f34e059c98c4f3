// The messages between the two threads. The main thread runs the notebook's cells; the sockets thread talks to Jupyter,
// so that heartbeat, control and output keep moving while a cell blocks the main thread.
import type { MessagePort } from 'node:worker_threads';
import type { Connection } from './connection';
import type { Descriptors } from './process/descriptors';

/** The parts of a request that every answer needs: the ZeroMQ identities that lead back, and its header as it came. */
export interface Origin {
  readonly identities: readonly Uint8Array[];
  readonly header: string;
}

export interface Request {
  readonly type: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly origin: Origin;
}

export type StreamName = 'stdout' | 'stderr';

/** A place in JavaScript that was running; lines and columns start at 1. */
export interface Frame {
  readonly functionName: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The destination of output: the notebook; nowhere, for a silent request; or to Jupyter's log, as long as no cell has run. */
export type Target = Origin | 'nowhere' | null;

/** A line that the reader is asked for. */
export interface InputRequest {
  /** The cell under which it appears. */
  readonly origin: Origin;
  readonly prompt: string;
  /** True where the answer stays hidden while it is typed. */
  readonly password: boolean;
  /** True where the main thread blocks until the answer is there: it comes by `answers` then, and `shared.answered` is set. */
  readonly blocks: boolean;
}

export interface Interrupt {
  /** The number of the cell that was running, 0 for none. */
  readonly cell: number;
  /** The frames at which code was interrupted, innermost first, as far as they are known; null when it was waiting. */
  readonly frames: readonly Frame[] | null;
}

/** Numbers that both threads see, also while the main thread is busy. */
export const shared = {
  /** Characters of output on their way to the sockets thread. */
  backlog: 0,
  /** The number of the cell that is running, 0 for none. */
  cell: 1,
  /** 1 while the sockets thread is about to interrupt. */
  interrupting: 2,
  /** 1 while the compiler is at work, which would not survive being cut off. */
  compiling: 3,
  /** 1 once the answer is there that the main thread waits for. */
  answered: 4,
  count: 5,
} as const;

/** Content travels as JSON text: made once, on the thread that knows what is in it. */
export type ToSockets =
  | { readonly kind: 'reply'; readonly origin: Origin; readonly type: string; readonly content: string }
  | { readonly kind: 'publish'; readonly origin: Origin; readonly type: string; readonly content: string }
  | { readonly kind: 'stream'; readonly origin: Origin; readonly name: StreamName; readonly text: string }
  /** The destination, from now on, of bytes written to file descriptors 1 and 2. */
  | { readonly kind: 'target'; readonly target: Target }
  /** Later messages are handled after all bytes written before this mark. */
  | { readonly kind: 'mark'; readonly mark: number }
  | ({ readonly kind: 'inputRequest' } & InputRequest)
  /** The question is of no interest any more. */
  | { readonly kind: 'forget' }
  /** The main thread is about to wait for a child, and has these others; null: it has waited. */
  | { readonly kind: 'waiting'; readonly others: readonly number[] | null }
  | { readonly kind: 'echo'; readonly delay: number }
  | { readonly kind: 'pong' }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'exit' };

export type ToMain =
  | { readonly kind: 'request'; readonly request: Request }
  /** The answer to an echo: every request that reached the sockets before it has been handed over. */
  | { readonly kind: 'echo' }
  | { readonly kind: 'ping' }
  | { readonly kind: 'answer'; readonly text: string }
  | ({ readonly kind: 'interrupt' } & Interrupt)
  | { readonly kind: 'shutdown' }
  /** The sockets are closed: the process may end, with this status. */
  | { readonly kind: 'closed'; readonly status: number };

/** The arguments of the sockets thread. */
export interface SocketsOptions {
  readonly connection: Connection;
  /** See `shared`. */
  readonly numbers: Int32Array;
  /** The port for answers to questions that block the main thread. */
  readonly answers: MessagePort;
  readonly descriptors: Descriptors | null;
  /** Tells marks in pipes from all else. */
  readonly token: string;
  /** The descriptor of Jupyter's log. */
  readonly log: number;
}
