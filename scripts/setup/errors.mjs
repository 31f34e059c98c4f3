/** Something that set-up can't do, told to the person who started it: a message without a stack trace. */
export class SetupError extends Error {
  /**
   * @param {string} message what is wrong
   * @param {string} [advice] what to do about it
   */
  constructor(message, advice) {
    super(message);
    this.name = 'SetupError';
    this.advice = advice;
  }
}

/** A program that set-up ran and that failed. */
export class CommandError extends SetupError {
  /**
   * @param {string} command as typed in a shell
   * @param {string} outcome how it ended
   * @param {string[]} output its last lines
   */
  constructor(command, outcome, output) {
    super(`${command}\n${outcome}${output.length > 0 ? '; its last lines:' : ' and printed nothing.'}`);
    this.name = 'CommandError';
    this.output = output;
  }
}

/** Set-up was told to stop. */
export class Interrupted extends Error {
  name = 'Interrupted';
}
