// Leads errors that would end the process or get lost to the cell that they belong to.
import type { Execution } from './execution';

class ProcessExit extends Error {
  override readonly name = 'ProcessExit';
}

export function installGuards(execution: Execution): void {
  const fail = (error: unknown): void => {
    if (!(error instanceof ProcessExit)) execution.failUncaught(error); // of that one it has been told
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);

  process.exit = (code) => {
    const call = `process.exit(${code ?? ''})`;
    const error = new ProcessExit(
      `${call} would end the kernel and lose all variables; to end a cell, throw an error`,
    );
    execution.failUncaught(error); // at once, or it gets lost where the cell catches what this throws
    throw error;
  };
}
