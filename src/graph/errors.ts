// The error of a function that can't be traced.
import { folderOf } from '../platform';

/**
 * The error of a compiled function that does what a graph can't hold. The message says what it does, on which line, and what to
 * write instead.
 *
 * @example
 * const noisy = compile((x: tf.Tensor) => tf.add(x, tf.randomNormal([3])));
 * const failure = ((): unknown => {
 *   try {
 *     return noisy(tf.ones([3]));
 *   } catch (error) {
 *     return error;
 *   }
 * })();
 * failure instanceof TraceError; // true
 */
export class TraceError extends Error {
  /** 'TraceError'. */
  override readonly name = 'TraceError';

  /** The line of the caller's code, as file:line:column; null where it is not known. */
  readonly line: string | null;

  constructor(what: string, instead: string) {
    const line = callerLine();
    super(`compile: ${what}${line === null ? '' : ` (${line})`}. ${instead}`);
    this.line = line;
  }
}

/** The same error under the name of the function of this library that was asked for a graph. */
export function renameTraceError(where: string, error: unknown): unknown {
  if (error instanceof TraceError)
    error.message = error.message.replace(/^compile: /, `${where}: compiled: true asks for a graph, and `);
  return error;
}

const LIBRARY = folderOf();

const MAX_FRAMES = 200; // a gradient deep in a model is many calls away from the caller

/** The frames of the stack, the innermost first. */
function stackFrames(): string[] {
  const error = Error as { stackTraceLimit?: number }; // of V8
  const limit = error.stackTraceLimit;
  error.stackTraceLimit = MAX_FRAMES;
  const stack = new Error().stack ?? '';
  error.stackTraceLimit = limit!;
  return stack.split('\n').slice(1);
}

/** The class of the layer of tfjs that draws random numbers at this moment; null where no layer does. */
export function drawingLayer(): string | null {
  const frames = stackFrames().map(
    (frame) => /at (\w*(?:Dropout|Noise|Random|Cell)\w*)\.call\b/.exec(frame)?.[1],
  );
  return frames.find((name) => name !== undefined) ?? null;
}

/** The innermost line of code that is neither this library's nor a dependency's. */
function callerLine(): string | null {
  for (const frame of stackFrames()) {
    const place = /\(?((?:file:\/\/)?[^()\s]+:\d+:\d+)\)?$/.exec(frame)?.[1];
    if (!place || place.startsWith('node:') || place.includes('node_modules') || place.includes(LIBRARY))
      continue;
    return place.replace(/^file:\/\//, '');
  }
  return null;
}
