// File descriptors 1 and 2 become pipes that the sockets thread reads: whatever is written there arrives in the notebook, be it
// by a child, by C++, or by a library that goes past process.stdout. Node has no dup2, but a new descriptor takes the lowest
// number that is free: to close 1 and to open a named pipe right after it gives that pipe the number 1. This must come before
// other threads open files.
//
// What Jupyter had connected to 1 and 2 is kept open by a small program, the keeper: it passes on what the kernel logs. It
// outlives the kernel by a moment, so that the final output of a kernel that crashed is not lost, and ends what is left of the
// kernel's process group.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logDescriptor, setLog } from './log';

export interface Pipe {
  /** The descriptor to read from, without blocking. */
  readonly reader: number;
  /** A descriptor to write to, beside 1 or 2. */
  readonly writer: number;
}

export interface Descriptors {
  readonly stdout: Pipe;
  readonly stderr: Pipe;
  /** The process id of the keeper. */
  readonly keeperPid: number;
}

const { O_RDWR, O_RDONLY, O_WRONLY, O_NONBLOCK } = constants;

// Its input is what the kernel logs, which comes to its end with the kernel. 3 and 4 are what 1 and 2 of the kernel lead to.
const KEEPER_SCRIPT = `cat >&2 || cat >/dev/null
cat <&3 >&2 & cat <&4 >&2 &
if kill -TERM -$1 2>/dev/null; then sleep 0.3; kill -KILL -$1 2>/dev/null; fi
wait`;

/** Gives null where the system has no named pipes, or no place for one: then 1 and 2 stay what they are. */
export function redirect(): Descriptors | null {
  // Nobody ever writes to what Jupyter connects to standard input: whoever reads it is told so.
  if (process.platform !== 'win32') reopen(0, '/dev/null', O_RDONLY);
  const folder = makePipes();
  if (folder === null) return null;
  const path = (name: string) => join(folder, name);
  const [stdout, stderr, log] = [openPipe(path('stdout')), openPipe(path('stderr')), openPipe(path('log'))];
  const { pid } = spawn('/bin/sh', ['-c', KEEPER_SCRIPT, 'tslab kernel log', String(process.pid)], {
    stdio: [log.blocking, 'ignore', 2, stdout.blocking, stderr.blocking],
    detached: true, // what Jupyter sends to the kernel's process group is not meant for it
  }).on('error', () => undefined);
  if (pid !== undefined) {
    setLog(log.writer);
    reopen(1, path('stdout'), O_WRONLY);
    reopen(2, path('stderr'), O_WRONLY);
  }
  for (const { blocking } of [stdout, stderr, log]) closeSync(blocking);
  rmSync(folder, { recursive: true });
  return pid === undefined ? null : { stdout, stderr, keeperPid: pid };
}

/** Leads all that is written from now on, as the kernel ends, to the log. */
export function redirectToLog(): void {
  if (logDescriptor() === 2) return;
  for (const descriptor of [1, 2]) reopen(descriptor, `/dev/fd/${logDescriptor()}`, O_WRONLY);
}

function makePipes(): string | null {
  if (process.platform === 'win32') return null;
  try {
    const folder = mkdtempSync(join(tmpdir(), 'tslab-kernel-'));
    const paths = ['stdout', 'stderr', 'log'].map((name) => join(folder, name));
    if (spawnSync('mkfifo', ['-m', '600', ...paths], { stdio: 'ignore' }).status === 0) return folder;
    rmSync(folder, { recursive: true });
  } catch {
    // No place for temporary files.
  }
  return null;
}

function openPipe(path: string): Pipe & { blocking: number } {
  const both = openSync(path, O_RDWR); // each end alone would wait for the other
  const ends = {
    blocking: openSync(path, O_RDONLY),
    reader: openSync(path, O_RDONLY | O_NONBLOCK),
    writer: openSync(path, O_WRONLY),
  };
  closeSync(both);
  return ends;
}

function reopen(descriptor: number, path: string, flags: number): void {
  closeSync(descriptor);
  openSync(path, flags);
}
