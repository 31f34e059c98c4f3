// The text of an error's stack: places in cells as lines of TypeScript, without the frames of Node and of this kernel.
import { withSourceNames } from '../compile/rewrite/names';
import { isKernelFile } from '../kernel-files';
import { restoreNames } from './source-names';
import type { Place, SourceFiles } from './source-files';

/** Libraries such as TensorFlow.js stack more than Node's ten frames on top of a cell's line. */
const MAX_FRAMES = 100;

/** Installs this format for every error's `stack`, whoever prints it. */
export function installStackFormat(files: SourceFiles): void {
  Error.stackTraceLimit = MAX_FRAMES;
  Error.prepareStackTrace = (error, sites) => {
    const kept = sites.filter((site) => !isKernelFile(fileOf(site)));
    const frames = kept.length > 0 ? kept : sites;
    return [title(error), ...frames.map((site) => `    at ${formatSite(site, files)}`)].join('\n');
  };
}

const fileOf = (site: NodeJS.CallSite): string => (site.getFileName() ?? '').replace(/^file:\/\//, '');

function title(error: unknown): string {
  try {
    return Error.prototype.toString.call(restoreNames(error));
  } catch {
    return 'Error';
  }
}

function formatSite(site: NodeJS.CallSite, files: SourceFiles): string {
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- a call site has its own, V8's format
  const text = withSourceNames(site.toString());
  const [file, line, column] = [site.getFileName(), site.getLineNumber(), site.getColumnNumber()];
  if (!file || line === null || column === null) return text;
  const place = files.trace({ file, line, column });
  // Code that the compiler added to a cell stands on no line of it.
  const shown = place ? `${place.file}:${place.line}:${place.column}` : file;
  return place || files.isCell(file) ? text.replace(`${file}:${line}:${column}`, () => shown) : text;
}

/** The places in cells that a stack names, innermost first. */
export function cellPlaces(stack: string, files: SourceFiles): Place[] {
  const frames = stack.matchAll(/^ {4}at (?:.* \()?(.+?):(\d+):(\d+)\)?(?: \{)?$/gm);
  return Array.from(frames, ([, file = '', line, column]) => ({
    file,
    line: Number(line),
    column: Number(column),
  })).filter(({ file }) => files.isCell(file));
}
