// The messages between a pool and its child processes.
import type { Finished, Progress } from '../executors/executor';
import type { Source } from '../source';

export type ToChild =
  | { readonly type: 'load'; readonly source: Source }
  | { readonly type: 'measure'; readonly key: string; readonly point: string }
  | { readonly type: 'abort' };

export type FromChild =
  | { readonly type: 'ready'; readonly name: string }
  | { readonly type: 'unloadable'; readonly error: string }
  | Progress
  /** Whether the outcome is an error of no measurement's promise, after which the process ends. */
  | (Finished & { readonly isUncaught: boolean });

/** The file descriptor on which the watchdog says why it ends the process. */
export const WATCHDOG_DESCRIPTOR = 4;
/** The environment variable that tells a child its memory limit, in MiB. */
export const MEMORY_VARIABLE = 'VANISHING_GRADIENTS_MEMORY_LIMIT';
/** The environment variable that tells a child the process that started it. */
export const PARENT_VARIABLE = 'VANISHING_GRADIENTS_PARENT';
