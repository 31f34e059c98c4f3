// The interface of executors, which run the points of a sweep.
import type { Source } from '../source';

/** A point to measure. */
export interface Job {
  /** The hash of experiment and point. */
  readonly key: string;
  /** The canonical text of the point. */
  readonly point: string;
  /** Whether an outcome from before, which an executor may have kept, is not wanted. */
  readonly again: boolean;
}

/** The limits of a point; null for none. */
export interface Limits {
  /** The time in milliseconds. */
  readonly time: number | null;
  /** The memory of the process in MiB. */
  readonly memory: number | null;
}

/** A report of a job's measurement while it runs. */
export interface Progress {
  readonly type: 'progress';
  readonly key: string;
  readonly value: unknown;
}

/** The end of a job. */
export interface Finished {
  readonly type: 'finished';
  readonly key: string;
  /** The duration of the measurement in milliseconds. */
  readonly ms: number;
  /** The text of the outcome. */
  readonly outcome: string;
}

/** An event of a job, or of all of them. */
export type ExecutorEvent =
  | Progress
  | Finished
  /** Something that a reader should know, in a sentence. */
  | { readonly type: 'note'; readonly text: string }
  /** No job can be run any more. */
  | { readonly type: 'broken'; readonly error: Error };

export type Listener = (event: ExecutorEvent) => void;

/** The task of an executor: one experiment, with limits for its points. */
export interface Task {
  readonly source: Source;
  readonly limits: Limits;
  readonly listener: Listener;
}

/** Runs jobs, in any order, and tells the listener of its task what happens. */
export interface Executor {
  /** The number of jobs that it wants to have at a time. */
  readonly capacity: number;
  /** Takes a job; its outcome is an event. */
  submit(job: Job): void;
  /** Ends the jobs that run, forgets those that wait, and frees everything; called once, at the end of a sweep or before. */
  cancel(): Promise<void>;
}
