// What is said where a function can't be traced.
import { folderOf } from '../platform';

/** A function does what a graph can't hold: the message says what, where, and what to write instead. */
export class TraceError extends Error {
  override readonly name = 'TraceError';

  /** The line of the caller's code that did it, as file:line:column; null where none is known. */
  readonly line: string | null;

  constructor(what: string, instead: string) {
    const line = callerLine();
    super(`compile: ${what}${line === null ? '' : ` (${line})`}. ${instead}`);
    this.line = line;
  }
}

const OWN = folderOf();

const FRAMES = 200; // a gradient deep in a model is many calls away from who asked for it

/** The calls that led here, the innermost first. */
function calls(): string[] {
  const error = Error as { stackTraceLimit?: number }; // of V8
  const limit = error.stackTraceLimit;
  error.stackTraceLimit = FRAMES;
  const stack = new Error().stack ?? '';
  error.stackTraceLimit = limit!;
  return stack.split('\n').slice(1);
}

/** The class of the layer whose call draws random numbers at this moment; null where no layer of tfjs's does. */
export function drawingLayer(): string | null {
  const frames = calls().map((frame) => /at (\w*(?:Dropout|Noise|Random|Cell)\w*)\.call\b/.exec(frame)?.[1]);
  return frames.find((name) => name !== undefined) ?? null;
}

/** The innermost line of code that is neither ours nor a library's. */
function callerLine(): string | null {
  for (const frame of calls()) {
    const place = /\(?((?:file:\/\/)?[^()\s]+:\d+:\d+)\)?$/.exec(frame)?.[1];
    if (!place || place.startsWith('node:') || place.includes('node_modules') || place.includes(OWN))
      continue;
    return place.replace(/^file:\/\//, '');
  }
  return null;
}
