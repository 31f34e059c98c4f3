// What would end the process or get lost, and concerns a cell instead.
import type { Ownership } from '../run/ownership';
import type { Cell } from './cell';
import type { Execution } from './execution';

class ProcessExit extends Error {
  override readonly name = 'ProcessExit';
}

export function installGuards(execution: Execution, ownership: Ownership<Cell>): void {
  const fail = (error: unknown) => {
    execution.failUncaught(error, ownership.current());
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);

  process.exit = (code) => {
    const error = new ProcessExit(
      `process.exit(${code ?? ''}) would end the kernel and with it the notebook's variables; throw an error to stop a cell`,
    );
    fail(error); // it must not be lost where the cell catches what it throws
    throw error;
  };
}
