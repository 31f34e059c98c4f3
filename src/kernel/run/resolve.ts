// Resolves imports at run time: source files beside the notebook as TypeScript finds them, all else as Node does.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The endings tried for a name that has none, in TypeScript's order. */
const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];
/** A TypeScript file may be named as the JavaScript that it becomes. */
const sources: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

export const isPath = (specifier: string): boolean =>
  /^(?:\.{1,2}(?:\/|$)|\/|file:|[a-z]:[\\/])/i.test(specifier);

/** `isKnown` tells of files that are on no disk. Gives null where no file is found. */
export function resolvePath(
  specifier: string,
  folder: string,
  isKnown: (path: string) => boolean,
): string | null {
  const target = specifier.startsWith('file:') ? fileURLToPath(specifier) : specifier;
  return findFile(resolve(folder, target), (path) => isKnown(path) || isFile(path));
}

function findFile(path: string, exists: (path: string) => boolean): string | null {
  const ending = extname(path);
  const bare = path.slice(0, path.length - ending.length);
  const candidates = [
    ...(sources[ending] ?? []).map((other) => bare + other),
    path,
    ...EXTENSIONS.map((other) => path + other),
  ];
  return candidates.find(exists) ?? findInFolder(path, exists);
}

function findInFolder(folder: string, exists: (path: string) => boolean): string | null {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest)) {
    const { main } = JSON.parse(readFileSync(manifest, 'utf8')) as { main?: unknown };
    const found = typeof main === 'string' ? findFile(resolve(folder, main), exists) : null;
    if (found) return found;
  }
  return EXTENSIONS.map((ending) => join(folder, `index${ending}`)).find(exists) ?? null;
}

export type Format = 'source' | 'json' | 'commonjs' | 'module' | 'other';

/** How a file is to be loaded: TypeScript and, outside of packages, modules are compiled by the kernel. */
export function formatOf(path: string): Format {
  const ending = extname(path);
  if (/^\.[cm]?tsx?$|^\.jsx$/.test(ending)) return 'source';
  if (ending === '.json') return 'json';
  if (ending === '.mjs') return 'module';
  if (ending === '.js')
    return isModulePackage(dirname(path)) || hasModuleSyntax(path) ? 'module' : 'commonjs';
  return ending === '.cjs' ? 'commonjs' : 'other';
}

export const isInPackage = (path: string): boolean => /[\\/]node_modules[\\/]/.test(path);

function isModulePackage(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    const manifest = join(at, 'package.json');
    if (existsSync(manifest))
      return (JSON.parse(readFileSync(manifest, 'utf8')) as { type?: unknown }).type === 'module';
    if (dirname(at) === at) return false;
  }
}

/** Whether a file is a module, as Node 22 decides it where no package.json does. */
const hasModuleSyntax = (path: string): boolean =>
  !isInPackage(path) &&
  /^\s*(?:import\s*(?:[\w*{'"]|$)|export\s+(?:default|const|let|var|function|class|async|\{|\*))/m.test(
    readFileSync(path, 'utf8'),
  );
