// The errors of the command line.

/** A command line that can't be carried out, or a file that can't be used; its message is for the caller. */
export class UsageError extends Error {
  override name = 'UsageError';
}
