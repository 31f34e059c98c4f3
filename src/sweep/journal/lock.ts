// Locks of a journal: its writers exclude each other, and a dead process locks nothing.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** The process that a lock names. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** The time at which the process started, in the system's own words; null where the system does not say. */
  readonly started: string | null;
}

/** How often two that start at once try again. */
const ATTEMPTS = 5;

/** A lock that this process holds. */
export interface Lock {
  release(): void;
}

/**
 * Takes the lock of a file. Each contender first writes a lock file of its own and then reads the others', so of any two at least one
 * sees the other, and both never hold the lock.
 *
 * @throws {Error} when another process that lives has it
 */
export async function lock(file: string): Promise<Lock> {
  const own = `${file}.lock-${process.pid}-${Math.trunc(performance.timeOrigin + performance.now() * 1000)}`;
  for (let attempt = 1; ; attempt++) {
    writeFileSync(own, JSON.stringify(holderOf(process.pid)), { flag: 'wx' });
    let other: { file: string; holder: Holder } | null;
    try {
      other = livingOther(file, own);
    } catch (error) {
      rmSync(own, { force: true });
      throw error;
    }
    if (other === null) {
      return {
        release: () => {
          rmSync(own, { force: true });
        },
      };
    }
    rmSync(own, { force: true });
    if (attempt === ATTEMPTS) {
      const { pid, host } = other.holder;
      const elsewhere = host === hostname() ? '' : `; if that machine is gone, delete ${other.file}`;
      throw new Error(`sweep: the journal ${file} is being written by process ${pid} on ${host}${elsewhere}`);
    }
    await setTimeout(20 * attempt + (process.pid % 50));
  }
}

/** The lock of another process that lives; those of dead ones are deleted. */
function livingOther(file: string, own: string): { file: string; holder: Holder } | null {
  const folder = path.dirname(file);
  const prefix = `${path.basename(file)}.lock-`;
  for (const name of readdirSync(folder)) {
    const other = path.join(folder, name);
    if (!name.startsWith(prefix) || path.basename(own) === name) continue;
    const holder = readHolder(other, Number(name.slice(prefix.length).split('-')[0]));
    if (holder !== null && isAlive(holder)) return { file: other, holder };
    rmSync(other, { force: true });
  }
  return null;
}

/** The holder in a lock file; one that is still empty is known by its name. Null when the file is gone. */
function readHolder(file: string, pid: number): Holder | null {
  try {
    const text = readFileSync(file, 'utf8');
    return text === '' ? { pid, host: hostname(), started: null } : (JSON.parse(text) as Holder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    return { pid, host: hostname(), started: null };
  }
}

const holderOf = (pid: number): Holder => ({ pid, host: hostname(), started: startOf(pid) });

function isAlive({ pid, host, started }: Holder): boolean {
  if (host !== hostname()) return true; // nothing on this machine tells
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = startOf(pid);
  return started === null || now === null || now === started; // the id may be another process's by now
}

/** The start of a process, as ticks since the system's and the system's own id; null outside of Linux. A zombie has none. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return fields[0] === 'Z' ? 'ended' : `${boot}/${fields[19] ?? ''}`;
  } catch {
    return null;
  }
}
