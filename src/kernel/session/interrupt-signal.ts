// Tells libraries of an interrupt: code that waits in a cell is abandoned, and has no other way to know.

/** The key, in the kernel's global object, of the function that libraries call. */
const INTERRUPT_SIGNAL = Symbol.for('Jupyter.interruptSignal');

/** Defines the function: the signal that is aborted when the running cell is interrupted. */
export function installInterruptSignal(signal: () => AbortSignal | null): void {
  Object.defineProperty(globalThis, INTERRUPT_SIGNAL, { value: signal });
}
