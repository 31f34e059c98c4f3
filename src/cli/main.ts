#!/usr/bin/env node
// The command `vanishing-gradients`: its subcommands, and the exit code.
import type { Command } from './command';
import { diagnoseCommand } from './diagnose';
import { UsageError } from './errors';
import { sweepCommand } from './sweep';
import { workerCommand } from './worker';

const HELP = `vanishing-gradients COMMAND

  diagnose MODEL --data FILE         says why a network does not train, and what to do about it
  sweep EXPERIMENT --over NAME=…     measures an experiment over a grid, on all cores or many machines
  worker --redis URL                 measures on this machine for sweeps that are started elsewhere

vanishing-gradients COMMAND --help says more.
`;

/** The exit code where nothing could be done: a wrong command line, a file that can't be read. */
const CANNOT = 2;

const COMMANDS: Readonly<Record<string, Command>> = {
  diagnose: diagnoseCommand,
  sweep: sweepCommand,
  worker: workerCommand,
};

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined) throw new UsageError('give a command');
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined && name !== '--help' && name !== 'help')
    throw new UsageError(`there is no command '${name}'`);
  if (command !== undefined && !args.includes('--help')) return command.run(args);
  process.stdout.write(command?.help ?? HELP);
  return 0;
}

/** The begin of a message that one of the commands' functions wrote for its caller. */
const OWN_WORDS = /^(sweep|worker|diagnose|range): /;

const isExpected = (error: unknown): error is Error =>
  error instanceof UsageError ||
  error instanceof TypeError ||
  error instanceof RangeError ||
  (error instanceof Error && OWN_WORDS.test(error.message));

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const text = isExpected(error)
      ? `vanishing-gradients: ${error.message}`
      : String((error as Error).stack ?? error);
    process.stderr.write(`${text}\n`);
    process.exitCode = CANNOT;
  },
);
