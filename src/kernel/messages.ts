// What the two threads say to each other. The main thread runs the notebook's cells; the sockets thread talks to Jupyter,
// so that heartbeat, control and output keep moving while a cell blocks the main thread.
import type { Connection } from './connection';

/** What every answer to a request needs of it: the ZeroMQ identities that lead back, and its header as it came. */
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

export interface Interrupt {
  /** The number of the cell that was running, 0 for none. */
  readonly cell: number;
  /** Where code was cut off, innermost first, as far as that is known; null when it was waiting. */
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
  count: 4,
} as const;

/** Content travels as JSON text: made once, on the thread that knows what is in it. */
export type ToSockets =
  | { readonly kind: 'reply'; readonly origin: Origin; readonly type: string; readonly content: string }
  | { readonly kind: 'publish'; readonly origin: Origin; readonly type: string; readonly content: string }
  | { readonly kind: 'stream'; readonly origin: Origin; readonly name: StreamName; readonly text: string }
  | { readonly kind: 'echo'; readonly delay: number }
  | { readonly kind: 'pong' }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'exit' };

export type ToMain =
  | { readonly kind: 'request'; readonly request: Request }
  /** The answer to an echo: every request that reached the sockets before it has been handed over. */
  | { readonly kind: 'echo' }
  | { readonly kind: 'ping' }
  | ({ readonly kind: 'interrupt' } & Interrupt)
  | { readonly kind: 'shutdown' }
  /** The sockets are closed: the process may end, with this status. */
  | { readonly kind: 'closed'; readonly status: number };

/** What the sockets thread is started with. */
export interface SocketsOptions {
  readonly connection: Connection;
  /** See `shared`. */
  readonly numbers: Int32Array;
}
