// Tells libraries whether someone is there to answer, as in JupyterLab, or the notebook runs by itself, as in nbconvert.
import type { InputProvider } from './input-requests';

/** The key, in the kernel's global object, of the function that libraries call. */
const ALLOWS_INPUT = Symbol.for('Jupyter.allowsInput');

/** Defines the function: whether the front end of the running cell lets it ask for input (`allow_stdin` of its request). */
export function installAllowsInput(inputProvider: () => InputProvider | null): void {
  const value = (): boolean => inputProvider()?.allowsInput ?? false;
  Object.defineProperty(globalThis, ALLOWS_INPUT, { value });
}
