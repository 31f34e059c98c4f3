// Loads the native engine's addon, which `npm run setup` builds where there is a C++ compiler.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { folderOf } from '../../platform';

export interface Addon {
  /** Opens OpenBLAS. */
  load(library: string): void;
  /** Makes a plan, and memory for it. */
  create(codes: Int32Array, size: number): { readonly plan: object; readonly memory: Float32Array };
  /** Runs a plan once in its memory, on so many threads. */
  run(plan: object, memory: Float32Array, threads: number): void;
}

/** The folder of the project; in the package it has neither the addon nor its sources. */
const projectFolder = (): string => join(folderOf(), '..');

let loaded: Addon | string | null = null;

/** The addon; or why there is none, as text. */
export function loadAddon(): Addon | string {
  const project = projectFolder();
  loaded ??= tryToLoad(join(project, 'build', 'engine'), join(project, 'native'));
  return loaded;
}

function tryToLoad(folder: string, sources: string): Addon | string {
  const file = join(folder, 'engine.node');
  if (!existsSync(file)) return `the native engine is not built here${leftOut(folder)}`;
  if (!isBuiltFrom(sources, folder))
    return 'the native engine is older than its sources; npm run setup builds it anew';
  try {
    const addon = createRequire(file)(file) as Addon;
    addon.load(join(folder, 'libscipy_openblas.so'));
    return addon;
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
