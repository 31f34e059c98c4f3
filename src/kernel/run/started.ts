// Keeps track of children, servers and worker threads that cells have started, and ends them where the cell is stopped.
import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import workerThreads from 'node:worker_threads';
import type { AnyFunction } from '../any-function';
import { signal, withDescendants } from '../process/table';
import type { Current, Owner } from './owners';

/** The functions of child_process that wait for a child. */
const SYNCHRONOUS = ['spawnSync', 'execSync', 'execFileSync'] as const;
/** The milliseconds that a child has to end after SIGTERM. */
const KILL_AFTER_MS = 500;
const later = setTimeout;

interface Started {
  readonly owner: Owner | null;
  readonly end: () => void;
}

export class StartedResources {
  readonly #current: Current;
  readonly #things = new Set<Started>();
  readonly #children = new Set<number>();

  constructor(current: Current) {
    this.#current = current;
  }

  /** The children that run. */
  get children(): number[] {
    return [...this.#children];
  }

  /** Notices what is started from now on. `waiting` is told before and after the main thread waits for a child. */
  follow(waiting: (isWaiting: boolean) => void): void {
    this.#followChildren();
    this.#followServers();
    this.#followWorkers();
    const functions = childProcess as unknown as Record<(typeof SYNCHRONOUS)[number], AnyFunction>;
    for (const name of SYNCHRONOUS) {
      const original = functions[name];
      functions[name] = function (...args) {
        waiting(true);
        try {
          return Reflect.apply(original, this, args);
        } finally {
          waiting(false);
        }
      };
    }
    syncBuiltinESMExports();
  }

  /** Ends what the abandoned have started. */
  endAbandoned(): void {
    for (const thing of this.#things)
      if (thing.owner?.abandoned) {
        this.#things.delete(thing);
        thing.end();
      }
  }

  #add(end: () => void): () => void {
    const thing = { owner: this.#current(), end };
    this.#things.add(thing);
    return () => this.#things.delete(thing);
  }

  #followChildren(): void {
    const children = this.#children;
    const add = this.#add.bind(this);
    const prototype = childProcess.ChildProcess.prototype as unknown as Record<'spawn', AnyFunction>;
    const { spawn } = prototype;
    prototype.spawn = function (...args) {
      const result = Reflect.apply(spawn, this, args);
      const child = this as childProcess.ChildProcess;
      const { pid } = child;
      if (pid !== undefined) {
        children.add(pid);
        const remove = add(() => {
          endProcess(child);
        });
        child.once('exit', () => {
          children.delete(pid);
          remove();
        });
      }
      return result;
    };
  }

  #followServers(): void {
    const add = this.#add.bind(this);
    const prototype = net.Server.prototype as unknown as Record<'listen', AnyFunction>;
    const { listen } = prototype;
    prototype.listen = function (...args) {
      const server = this as net.Server & { closeAllConnections?: () => void };
      server.once(
        'close',
        add(() => {
          server.close();
          server.closeAllConnections?.();
        }),
      );
      return Reflect.apply(listen, this, args);
    };
  }

  #followWorkers(): void {
    const add = this.#add.bind(this);
    workerThreads.Worker = class Worker extends workerThreads.Worker {
      constructor(...args: ConstructorParameters<typeof workerThreads.Worker>) {
        super(...args);
        this.once(
          'exit',
          add(() => void this.terminate()),
        );
      }
    };
  }
}

function endProcess(child: childProcess.ChildProcess): void {
  const pids = withDescendants([child.pid!]);
  signal(pids, 'SIGTERM');
  later(() => {
    if (child.exitCode === null && child.signalCode === null) signal(pids, 'SIGKILL');
  }, KILL_AFTER_MS).unref();
}
