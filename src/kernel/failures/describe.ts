// Describes an error for a front end: name, message, and a traceback that begins at the reader's own line.
import { inspect, types } from 'node:util';
import { CompileError, type Problem } from '../compile/compile-error';
import type { Frame } from '../messages';
import { excerpt, red } from './excerpt';
import { restoreNames } from './source-names';
import type { SourceFiles } from './source-files';
import { cellPlaces } from './stack';
import { thrownAt } from './thrown';

export interface Description {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** A cell that the user stopped. */
export class Interrupted {
  /** The frames at the interrupt, innermost first; null where the cell was waiting. */
  readonly frames: readonly Frame[] | null;
  constructor(frames: readonly Frame[] | null) {
    this.frames = frames;
  }
}

const MAX_PROBLEMS = 10;
const FRAMES_AT_TOP = 20;
const FRAMES_AT_END = 5;

/** Describes what the cell named `cell` threw, or why else it failed. */
export function describe(value: unknown, cell: string, files: SourceFiles): Description {
  if (value instanceof CompileError) return describeProblems(value.problems, cell, files);
  if (value instanceof Interrupted) return describeInterrupt(value.frames, cell, files);
  if (value instanceof Error || types.isNativeError(value)) return describeError(value, cell, files);
  return describeThrown(value, cell, files);
}

/** The cell that an error comes from, as far as its stack tells: of several, the one that called the others. */
export function cellOf(value: unknown, files: SourceFiles): string | null {
  const stack = value instanceof Error ? attempt(() => String(value.stack)) : thrownAt(value);
  return cellPlaces(stack ?? '', files).at(-1)?.file ?? null;
}

function describeError(thrown: Error, cell: string, files: SourceFiles): Description {
  const error = restoreNames(thrown);
  const ename = attempt(() => nameOf(error)) ?? 'Error';
  const evalue = attempt(() => messageOf(error)) ?? '';
  // Its stack, its causes, and what else it carries.
  const text =
    attempt(() => inspect(error)) ?? `${ename}: ${evalue}\n    at an unknown line: it cannot be shown`;
  const heading = text.startsWith(ename) ? red(ename) + text.slice(ename.length) : text;
  return { ename, evalue, traceback: [...head(text, cell, files), shorten(heading)] };
}

// Anything can stand in an error's properties.
const messageOf = ({ message }: { message: unknown }): string => String(message);

function nameOf(error: { name: unknown; constructor: { name: string } }): string {
  const name = String(error.name);
  const { name: className } = error.constructor;
  return name === 'Error' && className ? className : name;
}

/** Properties of an error may be getters that throw. */
function attempt(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function describeThrown(value: unknown, cell: string, files: SourceFiles): Description {
  const stack = thrownAt(value);
  const evalue = attempt(() => inspect(value)) ?? 'a value that cannot be shown';
  const title = `${red('Thrown')}: ${evalue}`;
  const rest = stack?.split('\n').slice(1) ?? [
    '    at an unknown line: only an Error knows where it comes from, so use new Error(…)',
  ];
  return {
    ename: 'Thrown',
    evalue,
    traceback: [...head(stack ?? '', cell, files), shorten([title, ...rest].join('\n'))],
  };
}

function describeProblems(problems: readonly Problem[], cell: string, files: SourceFiles): Description {
  const where = ({ file, line, column }: Problem) => `${file ?? cell}:${line}:${column}`;
  const summary = (problem: Problem) =>
    `${where(problem)} - ${problem.code === null ? '' : `TS${problem.code}: `}${problem.message.replace(/\n.*/s, '')}`;
  const text = files.textOf(cell) ?? '';
  const shown = problems.slice(0, MAX_PROBLEMS).map((problem) => {
    const title = `${where(problem)} - ${red(problem.code === null ? 'error' : `error TS${problem.code}`)}: ${problem.message}`;
    if (problem.file !== undefined) return title;
    return `${title}\n\n${excerpt(text, problem.line, problem.column, problem.length)}\n`;
  });
  const others = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  const hidden = problems.length - shown.length;
  return {
    ename: 'CompileError',
    evalue: problems.slice(0, 1).map(summary).join('') + others,
    traceback: hidden > 0 ? [...shown, `… and ${hidden} more`] : shown,
  };
}

function describeInterrupt(frames: readonly Frame[] | null, cell: string, files: SourceFiles): Description {
  const places = (frames ?? []).map((frame) => ({ ...frame, ...(files.trace(frame) ?? {}) }));
  const lines = places.map(({ functionName, file, line, column }) =>
    functionName ? `    at ${functionName} (${file}:${line}:${column})` : `    at ${file}:${line}:${column}`,
  );
  const evalue = frames ? 'interrupted while it ran' : 'interrupted while it waited';
  const stack = lines.join('\n');
  return {
    ename: 'Interrupted',
    evalue,
    traceback: [...head(stack, cell, files), shorten(`${red('Interrupted')}: ${evalue}\n${stack}`.trimEnd())],
  };
}

/** Names the reader's line, and shows it. */
function head(stack: string, cell: string, files: SourceFiles): string[] {
  const [place] = cellPlaces(stack, files);
  if (!place) return [cell, ''];
  const { file, line, column } = place;
  return [`${file}:${line}:${column}`, excerpt(files.textOf(file)!, line, column), ''];
}

/** Leaves out the middle of a very long stack, such as that of an endless recursion. */
function shorten(text: string): string {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.startsWith('    at '));
  let end = first;
  while (lines[end]?.startsWith('    at ')) end++;
  const hidden = end - first - FRAMES_AT_TOP - FRAMES_AT_END;
  if (hidden <= 0) return text;
  lines.splice(first + FRAMES_AT_TOP, hidden, `    … ${hidden} more`);
  return lines.join('\n');
}
