// A folder for the executed course, which several test files look into.
import { rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { temporaryFolder } from './support.js';

declare module 'vitest' {
  interface ProvidedContext {
    course: string;
  }
}

export default function setup(project: TestProject): () => void {
  const folder = temporaryFolder('course');
  project.provide('course', folder);
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
}
