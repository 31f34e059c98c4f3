// A Redis server of a test's own, on a free port: a real one, from the system's packages.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { createConnection } from 'node:net';
import { afterAll } from 'vitest';
import { temporaryFolder } from './support';

/** The program of the server; null where there is none. */
const program: string | null =
  ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0) ?? null;

const HOW = 'install it: apt-get install redis-server, or brew install redis';

/** Whether the tests with a server are skipped; a CI run may not skip them. */
export const withoutRedis = (): boolean => {
  if (program !== null) return false;
  if (process.env.CI === 'true') throw new Error(`there is no redis-server and no valkey-server; ${HOW}`);
  console.warn(`skipped, since there is no redis-server and no valkey-server; ${HOW}`);
  return true;
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
      .on('connect', () => {
        socket.destroy();
        resolve(true);
      })
      .on('error', () => resolve(false));
  });

const servers: RedisServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.stop())));

/** A server that can be stopped and started again, with or without what it held. */
export class RedisServer {
  #child: ChildProcess | null = null;

  private constructor(
    readonly port: number,
    readonly folder: string,
    readonly isPersistent: boolean,
  ) {}

  static async start(options: { persistent?: boolean } = {}): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), temporaryFolder(), options.persistent ?? false);
    await server.startAgain();
    servers.push(server);
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async startAgain(): Promise<void> {
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder, '--save', ''];
    this.#child = spawn(program!, [...args, '--appendonly', this.isPersistent ? 'yes' : 'no'], {
      stdio: 'ignore',
    });
    while (!(await accepts(this.port))) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  /** Ends the server at once. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  /** Stops the process without ending it: connections stay open, and nothing answers. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }
}
