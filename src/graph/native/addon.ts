// Loads the native engine: the addon, and OpenBLAS beside it.
import { join } from 'node:path';
import { engineFolder, openAddon } from '../../backend/addon';

export interface Addon {
  /** Opens OpenBLAS. */
  load(library: string): void;
  /** Makes a plan, and memory for it. */
  create(codes: Int32Array, size: number): { readonly plan: object; readonly memory: Float32Array };
  /** Runs a plan once in its memory, on so many threads. */
  run(plan: object, memory: Float32Array, threads: number): void;
}

let loaded: Addon | string | null = null;

/** The addon; or why there is none, as text. */
export function loadAddon(): Addon | string {
  loaded ??= tryToLoad();
  return loaded;
}

function tryToLoad(): Addon | string {
  const addon = openAddon() as Addon | string;
  if (typeof addon === 'string') return addon;
  try {
    addon.load(join(engineFolder(), 'libscipy_openblas.so'));
    return addon;
  } catch (error) {
    return `the native engine does not load: ${error instanceof Error ? error.message : String(error)}`;
  }
}
