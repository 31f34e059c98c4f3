/** An expected error of set-up, which is shown as a message without a stack trace. */
export class SetupError extends Error {
  /**
   * @param {string} message the problem
   * @param {string} [advice] the remedy
   */
  constructor(message, advice) {
    super(message);
    this.advice = advice;
  }
}

/** The failure of a program that set-up ran. */
export class CommandError extends SetupError {
  /**
   * @param {string} command as a shell takes it
   * @param {number | null} code its exit code
   * @param {string[]} output its last lines
   */
  constructor(command, code, output) {
    super([`${command}\nfailed with exit code ${code}`, ...output.map((line) => `  | ${line}`)].join('\n'));
    this.output = output;
  }
}

/** The error of steps that were stopped by a signal, or by the failure of another step. */
export class InterruptedError extends Error {}

/**
 * @param {unknown} error
 * @returns {string | undefined} such as ENOENT, where the system refused something
 */
export const systemCode = (error) =>
  error instanceof Error && 'code' in error && 'syscall' in error ? String(error.code) : undefined;
