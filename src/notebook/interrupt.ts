// The interrupt of a cell, for what goes on while the cell waits.

/** The key of the function by which this project's kernel gives the signal of the running cell. */
const INTERRUPT_SIGNAL = Symbol.for('Jupyter.interruptSignal');

/** The signal that is aborted when the running cell is interrupted; null in a plain program, and under a kernel that has none. */
export function interruptSignal(): AbortSignal | null {
  const ask = (globalThis as Record<symbol, unknown>)[INTERRUPT_SIGNAL] as
    (() => AbortSignal | null) | undefined;
  return ask?.() ?? null;
}
