// The table of processes: who started which, and how to end them.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A map from each process to the one that started it. */
export function processTable(): Map<number, number> {
  return process.platform === 'linux' ? readProc() : askPs();
}

function readProc(): Map<number, number> {
  const table = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // "12 (a name, with anything in it) S 1 …"
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      table.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ', 1)[0]));
    } catch {
      // It has ended since.
    }
  }
  return table;
}

function askPs(): Map<number, number> {
  try {
    const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
    return new Map(lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]));
  } catch {
    return new Map();
  }
}

/** The processes and all that they have started, in turn. */
export function withDescendants(pids: readonly number[], table = processTable()): number[] {
  const found = new Set(pids);
  // A set goes on to what is added to it meanwhile.
  for (const pid of found) for (const [child, parent] of table) if (parent === pid) found.add(child);
  return [...found];
}

export function childrenOf(pid: number, table = processTable()): number[] {
  return Array.from(table).flatMap(([child, parent]) => (parent === pid ? [child] : []));
}

export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended since.
    }
  }
}
