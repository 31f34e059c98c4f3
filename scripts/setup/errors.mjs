/** Something that set-up can't do, told to the person who started it: a message, and no stack trace. */
export class SetupError extends Error {
  /**
   * @param {string} message what is wrong
   * @param {string} [advice] what to do about it
   */
  constructor(message, advice) {
    super(message);
    this.advice = advice;
  }
}

/** A program that set-up ran, and that failed. */
export class CommandError extends SetupError {
  /**
   * @param {string} command as typed in a shell
   * @param {number | null} code its exit code
   * @param {string[]} output its last lines
   */
  constructor(command, code, output) {
    super([`${command}\nfailed with exit code ${code}`, ...output.map((line) => `  | ${line}`)].join('\n'));
    this.output = output;
  }
}

/** Set-up was told to stop. */
export class Interrupted extends Error {}

/**
 * @param {unknown} error
 * @returns {string | undefined} such as ENOENT, where the system refused something
 */
export const systemCode = (error) =>
  error instanceof Error && 'code' in error && 'syscall' in error ? String(error.code) : undefined;
