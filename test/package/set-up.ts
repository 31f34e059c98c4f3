// Packs, and installs the programs that use the package, once for all files of tests.
import type { TestProject } from 'vitest/node';
import { setUp } from '../../scripts/setup.mjs';
import { pack, removeFolders, tools } from './consumer';

declare module 'vitest' {
  interface ProvidedContext {
    /** The packed package. */
    readonly tarball: string;
  }
}

export default async function ({ provide }: TestProject): Promise<() => void> {
  await setUp();
  provide('tarball', pack());
  tools(); // two files that install at once would be in each other's way
  return removeFolders;
}
