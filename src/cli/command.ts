// A subcommand.

/** A subcommand of `vanishing-gradients`. */
export interface Command {
  /** The text of --help. */
  readonly help: string;
  /** Carries it out, and gives its exit code. @throws {UsageError | TypeError} for a wrong command line */
  readonly run: (args: readonly string[]) => Promise<number>;
}
