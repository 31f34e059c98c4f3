// Declares the globals that cells have beside Node's own: those of session/prompt.ts.
export const kernelGlobals = `declare global {
  /**
   * Asks the reader for a line, in the input box below the cell. An empty answer gives the default.
   * Throws where nobody can answer, as in a run by nbconvert.
   */
  function prompt(message?: string, defaultValue?: string | null, options?: { password?: boolean }): string;
}`;
