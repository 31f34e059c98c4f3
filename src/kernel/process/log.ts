// Jupyter's log: what concerns whoever runs Jupyter, and no notebook can show.
import { writeSync } from 'node:fs';

const write = writeSync; // cells' writes to standard error are followed, these are not

let descriptor = 2;

/** Keeps the descriptor that standard error had before it was redirected. */
export function setLog(to: number): void {
  descriptor = to;
}

export const logDescriptor = (): number => descriptor;

export function log(text: string | Uint8Array): void {
  try {
    if (typeof text === 'string') write(descriptor, text);
    else write(descriptor, text);
  } catch {
    // Nobody is left who could read it.
  }
}

export function note(error: unknown): void {
  log(`tslab kernel: ${error instanceof Error ? error.message : String(error)}\n`);
}
