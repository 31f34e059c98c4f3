// Opens the addon of C++, which `npm run setup` builds where there is a C++ compiler.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { folderOf } from '../platform';

/** The folder of the project; in the package it has neither the addon nor its sources. */
const projectFolder = (): string => join(folderOf(), '..');

/** The folder of the addon. */
export const engineFolder = (): string => join(projectFolder(), 'build', 'engine');

let opened: object | string | null = null;

/** The addon; or why there is none, as text. */
export const openAddon = (): object | string => (opened ??= tryToOpen());

function tryToOpen(): object | string {
  const folder = engineFolder();
  const file = join(folder, 'engine.node');
  if (!existsSync(file)) return `the native engine is not built here${leftOut(folder)}`;
  if (!isBuiltFrom(join(projectFolder(), 'native'), folder))
    return 'the native engine is older than its sources; npm run setup builds it anew';
  try {
    return createRequire(file)(file) as object;
  } catch (error) {
    return `the native engine does not load: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/**
 * Whether an addon was built from the sources that lie here now. Plans for other sources would be read wrongly, which
 * corrupts memory. Where no sources lie, there are no others.
 */
export function isBuiltFrom(sources: string, folder: string): boolean {
  if (!existsSync(sources)) return true;
  const file = join(folder, 'sources.txt');
  if (!existsSync(file)) return false;
  const now = readdirSync(sources)
    .sort()
    .map((name) => readFileSync(join(sources, name), 'utf8'));
  return readFileSync(file, 'utf8') === now.join('');
}

/** Why set-up has left it out. */
function leftOut(folder: string): string {
  const file = join(folder, 'left-out.txt');
  return existsSync(file)
    ? `: ${readFileSync(file, 'utf8').trim()}`
    : '; npm run setup builds it where there is a C++ compiler';
}
