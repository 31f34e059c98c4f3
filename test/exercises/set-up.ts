// A folder for the released assignments: each is released once for all files of tests.
import { rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { setUp } from '../../scripts/setup.mjs';
import { temporaryFolder } from '../notebooks/support.js';

declare module 'vitest' {
  interface ProvidedContext {
    releases?: string;
  }
}

export default async function start({ provide }: TestProject): Promise<() => void> {
  await setUp();
  const folder = temporaryFolder('releases');
  provide('releases', folder);
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
}
