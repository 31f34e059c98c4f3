// A kernel that runs under Jupyter's own client, and what it says.
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { environment, paths } from './environment';

export type Content = Record<string, unknown>;
export type Channel = 'shell' | 'iopub' | 'control' | 'stdin';

export interface Message {
  readonly event: string;
  readonly channel: Channel;
  readonly parent: string;
  readonly type: string;
  readonly content: Content;
}

/** All that came of one execute_request. */
export interface Execution {
  readonly reply: Content;
  /** The messages in the order of arrival, without status and execute_input. */
  readonly outputs: readonly Message[];
  readonly stdout: string;
  readonly stderr: string;
  /** The text of the execute_result. */
  readonly result: string | undefined;
  /** All its forms. */
  readonly bundle: Content | undefined;
  readonly error: { readonly ename: string; readonly evalue: string; readonly traceback: string } | undefined;
}

export interface Options {
  /** The folder that the notebook is in; the project's own by default. */
  readonly folder?: string;
  readonly env?: Record<string, string>;
}

interface Waiter {
  check(): boolean;
  reject(error: Error): void;
}

export class Kernel {
  readonly #driver: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #events: (Message & Content)[] = [];
  readonly #waiters = new Set<Waiter>();
  /** The kernel's real standard error, which no notebook shows. */
  log = '';
  pid = 0;

  private constructor({ folder = paths.root, env = {} }: Options) {
    const script = join(import.meta.dirname, 'driver.py');
    this.#driver = spawn(paths.python, [script, 'tslab'], {
      cwd: folder,
      env: { ...environment, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#driver.stderr.on('data', (data: Buffer) => (this.log += data.toString()));
    createInterface(this.#driver.stdout).on('line', (line) => {
      const event = JSON.parse(line) as Message & Content;
      this.#events.push(event);
      for (const waiter of this.#waiters) if (waiter.check()) this.#waiters.delete(waiter);
      if (event.event === 'dead' || event.event === 'failed') this.#giveUp(`${line}\n${this.log}`);
    });
  }

  static async start(options: Options = {}): Promise<Kernel> {
    const kernel = new Kernel(options);
    kernel.command({ do: 'start' });
    await kernel.#becomesReady(1);
    return kernel;
  }

  /** Starts a kernel and runs a first cell in it. */
  static async startWith(code: string, options: Options = {}): Promise<Kernel> {
    const kernel = await Kernel.start(options);
    await kernel.execute(code);
    return kernel;
  }

  async restart(): Promise<void> {
    const times = this.#events.filter(({ event }) => event === 'ready').length;
    this.command({ do: 'restart' });
    await this.#becomesReady(times + 1);
  }

  /** Nothing more is to be expected. */
  #giveUp(reason: string): void {
    for (const waiter of this.#waiters) waiter.reject(new Error(reason));
    this.#waiters.clear();
  }

  async #becomesReady(times: number): Promise<void> {
    const ready = await this.event(
      (_, i, all) => all.slice(0, i + 1).filter((e) => e.event === 'ready').length === times,
    );
    this.pid = ready.pid as number;
  }

  command(command: Content): void {
    this.#driver.stdin.write(`${JSON.stringify(command)}\n`);
  }

  /** Sends a message and gives its id. */
  send(type: string, content: Content, channel: Channel = 'shell'): string {
    const id = randomUUID();
    this.command({ do: 'send', channel, type, content, id });
    return id;
  }

  /** Sends a request and gives the content of its reply. */
  async request(type: string, content: Content, channel: Channel = 'shell'): Promise<Content> {
    return (await this.replyTo(this.send(type, content, channel), channel)).content;
  }

  /** Interrupts whatever the kernel does, as the button does, and gives the content of the reply. */
  interrupt(): Promise<Content> {
    return this.request('interrupt_request', {}, 'control');
  }

  replyTo(id: string, channel: Channel = 'shell'): Promise<Message> {
    return this.event((event) => event.parent === id && event.channel === channel);
  }

  /** The first text that a cell prints, on either stream. */
  printed(id: string): Promise<Message> {
    return this.event(({ parent, type }) => parent === id && type === 'stream');
  }

  sendCode(code: string, options: Content = {}): string {
    return this.send('execute_request', {
      code,
      silent: false,
      store_history: true,
      stop_on_error: true,
      ...options,
    });
  }

  async execute(code: string, options: Content = {}): Promise<Execution> {
    return this.executed(this.sendCode(code, options));
  }

  /** The question that a cell asks the reader. */
  async question(id: string, nth = 1): Promise<Content> {
    let seen = 0;
    const passes = ({ channel, parent, type }: Message) =>
      channel === 'stdin' && parent === id && type === 'input_request' && ++seen === nth;
    return (await this.event(passes)).content;
  }

  answer(text: string): void {
    this.command({ do: 'answer', text });
  }

  /** Runs code that never ends, and waits until it has printed something. */
  async sendEndless(code: string): Promise<string> {
    const id = this.sendCode(code);
    const first = await this.event(
      ({ channel, parent, type }) => parent === id && (type === 'stream' || channel === 'shell'),
    );
    if (first.type !== 'stream') throw new Error(`it has ended: ${JSON.stringify(first.content)}`);
    return id;
  }

  /** Waits until all has come of the execute_request. */
  async executed(id: string): Promise<Execution> {
    const reply = await this.replyTo(id);
    await this.event(
      ({ parent, type, content }) => parent === id && type === 'status' && content.execution_state === 'idle',
    );
    const outputs = this.#events.filter(
      ({ channel, parent, type }) =>
        channel === 'iopub' && parent === id && type !== 'status' && type !== 'execute_input',
    );
    const stream = (name: string) =>
      outputs
        .filter(({ type, content }) => type === 'stream' && content.name === name)
        .map(({ content }) => content.text as string)
        .join('');
    const error = outputs.find(({ type }) => type === 'error')?.content;
    const data = outputs.find(({ type }) => type === 'execute_result')?.content.data as Content | undefined;
    return {
      reply: reply.content,
      outputs,
      stdout: stream('stdout'),
      stderr: stream('stderr'),
      result: data?.['text/plain'] as string | undefined,
      bundle: data,
      error: error && {
        ename: error.ename as string,
        evalue: error.evalue as string,
        traceback: plain((error.traceback as string[]).join('\n')),
      },
    };
  }

  /** The first event that passes, from the beginning or in the future. */
  event(passes: (event: Message & Content, index: number, all: (Message & Content)[]) => boolean) {
    return new Promise<Message & Content>((resolve, reject) => {
      let next = 0;
      const check = (): boolean => {
        for (; next < this.#events.length; next++) {
          const event = this.#events[next]!;
          if (!passes(event, next, this.#events)) continue;
          resolve(event);
          return true;
        }
        return false;
      };
      if (!check()) this.#waiters.add({ check, reject });
    });
  }

  /** Stops the kernel as a front end that closes a notebook does. */
  async shutdown(): Promise<void> {
    this.command({ do: 'shutdown' });
    await this.event(({ event }) => event === 'gone');
    this.#driver.stdin.end();
  }

  /** Kills Jupyter's side, as a crash would. */
  killClient(): void {
    this.#driver.kill('SIGKILL');
  }
}

/** The text without the colours. */
// eslint-disable-next-line no-control-regex
export const plain = (text: string): string => text.replace(/\x1b\[\d+m/g, '');

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** How long something takes, in milliseconds. */
export async function timed<T>(action: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  return [await action(), performance.now() - start];
}
