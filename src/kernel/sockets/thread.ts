// The sockets thread: owns the five sockets, answers heartbeat and control by itself, and hands shell requests to the main
// thread, which may be busy with a cell for as long as it likes.
import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type * as zeromq from 'zeromq';
import { channels, type Channel } from '../connection';
import {
  shared,
  type Interrupt,
  type Origin,
  type Request,
  type SocketsOptions,
  type ToMain,
  type ToSockets,
} from '../messages';
import { Coalescer } from './coalescer';
import { stopMainThread } from './interrupter';
import { Wire } from './wire';

const { connection, zeromq: zeromqPath, kernelInfo, kernelFolders, numbers } = workerData as SocketsOptions;
const main = parentPort!;
const toMain = (message: ToMain): void => {
  main.postMessage(message);
};

const answerLimit = 100; // milliseconds that the main thread has to answer a ping before it counts as blocked
const exitLimit = 1000; // milliseconds that it has to end after a shutdown
const parentCheck = 500;

// eslint-disable-next-line @typescript-eslint/no-require-imports -- tslab's copy, wherever it is installed
const { Reply, Router, XPublisher } = require(zeromqPath) as typeof zeromq;
const sockets = {
  shell: new Router(),
  control: new Router(),
  stdin: new Router(),
  iopub: new XPublisher(),
  hb: new Reply(),
};
// No message is dropped, however many are on their way.
for (const channel of ['shell', 'control', 'iopub'] as const) sockets[channel].sendHighWaterMark = 0;
sockets.iopub.verbosity = 'allSubs';

const wire = new Wire(connection);
const tails = { shell: Promise.resolve(), control: Promise.resolve(), iopub: Promise.resolve() };

function send(channel: keyof typeof tails, frames: (Uint8Array | string)[]): void {
  tails[channel] = tails[channel].then(() => sockets[channel].send(frames)).catch(note);
}

/** For whoever runs Jupyter: the front end cannot show these. */
function note(error: unknown): void {
  writeSync(2, `tslab kernel: ${error instanceof Error ? error.message : String(error)}\n`);
}

const streams = new Coalescer(({ origin, name, text }) => {
  send(
    'iopub',
    wire.serialize({
      prefix: ['stream'],
      type: 'stream',
      parent: origin.header,
      content: JSON.stringify({ name, text }),
    }),
  );
});

function publish(origin: Origin, type: string, content: string): void {
  streams.flush();
  send('iopub', wire.serialize({ prefix: [type], type, parent: origin.header, content }));
}

function reply(channel: 'shell' | 'control', origin: Origin, type: string, content: string): void {
  streams.flush();
  send(channel, wire.serialize({ prefix: origin.identities, type, parent: origin.header, content }));
}

/** Calls `handle` with each message until the socket closes. */
async function listen(channel: Channel, handle: (frames: Buffer[]) => unknown): Promise<void> {
  for await (const frames of sockets[channel] as AsyncIterable<Buffer[]>) {
    try {
      await handle(frames);
    } catch (error) {
      note(error);
    }
  }
}

function control({ type, content, origin }: Request): void {
  const status = (state: string) => {
    publish(origin, 'status', JSON.stringify({ execution_state: state }));
  };
  const answer = (body: object | string) => {
    reply(
      'control',
      origin,
      type.replace(/_request$/, '_reply'),
      typeof body === 'string' ? body : JSON.stringify(body),
    );
  };
  status('busy');
  if (type === 'kernel_info_request') answer(kernelInfo);
  else if (type === 'interrupt_request') answer({ status: 'ok' });
  else if (type === 'shutdown_request') {
    const body = { status: 'ok', restart: content.restart === true };
    answer(body);
    publish(origin, 'shutdown_reply', JSON.stringify(body));
  } else {
    answer({ status: 'error', ename: 'NotSupported', evalue: `this kernel knows no ${type}`, traceback: [] });
  }
  status('idle');
  if (type === 'interrupt_request') void interrupt();
  if (type === 'shutdown_request') void shutDown();
}

let answered: (() => void) | null = null;

/** Whether the main thread is free to answer. */
function isResponsive(): Promise<boolean> {
  return new Promise((resolve) => {
    const limit = setTimeout(resolve, answerLimit, false);
    answered = () => {
      clearTimeout(limit);
      resolve(true);
    };
    toMain({ kind: 'ping' });
  });
}

const isKernelFile = (file: string): boolean =>
  file.startsWith('node:') || kernelFolders.some((folder) => file.startsWith(folder));

const isCompiling = (): boolean => Atomics.load(numbers, shared.compiling) === 1;

async function interrupt(): Promise<void> {
  if (Atomics.exchange(numbers, shared.interrupting, 1) === 1) return;
  let interrupt: Interrupt = { cell: Atomics.load(numbers, shared.cell), frames: [] };
  // One end of a loop may uncover the next: timers that each loop for ever, say.
  while (!(await isResponsive())) {
    if (isCompiling()) continue;
    const cell = Atomics.load(numbers, shared.cell);
    const frames = await stopMainThread(isKernelFile, isCompiling);
    if (frames) interrupt = { cell, frames };
  }
  toMain({ kind: 'interrupt', ...interrupt });
  Atomics.store(numbers, shared.interrupting, 0);
}

const kill = (): void => void process.kill(process.pid, 'SIGKILL');

/** The main thread ends the process; where it cannot, being blocked, this thread does. */
async function shutDown(): Promise<void> {
  setTimeout(kill, exitLimit);
  await Promise.all(Object.values(tails));
  toMain({ kind: 'shutdown' });
}

/** ZeroMQ aborts the process if it ends with sockets open. */
function closeSockets(status: number): void {
  streams.flush();
  void Promise.all(Object.values(tails)).then(() => {
    for (const socket of Object.values(sockets)) socket.close();
    toMain({ kind: 'closed', status });
  });
}

main.on('message', (message: ToSockets) => {
  switch (message.kind) {
    case 'reply': {
      reply('shell', message.origin, message.type, message.content);
      return;
    }
    case 'publish': {
      publish(message.origin, message.type, message.content);
      return;
    }
    case 'stream':
      Atomics.sub(numbers, shared.backlog, message.text.length);
      Atomics.notify(numbers, shared.backlog);
      {
        streams.add(message);
        return;
      }
    case 'echo':
      setTimeout(
        () =>
          setImmediate(() => {
            toMain({ kind: 'echo' });
          }),
        message.delay,
      );
      return;
    case 'pong':
      return answered?.();
    case 'interrupt':
      return void interrupt();
    case 'exit': {
      closeSockets(0);
      return;
    }
  }
});

/** A front end that was killed must not leave its kernels behind. */
function watchParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) kill();
  }, parentCheck).unref();
}

async function bind(channel: Channel): Promise<void> {
  const address = connection.addresses[channel];
  try {
    await sockets[channel].bind(address);
  } catch (error) {
    throw new Error(`cannot listen on ${address}: ${(error as Error).message}`, { cause: error });
  }
}

async function start(): Promise<void> {
  watchParent();
  try {
    for (const channel of channels) await bind(channel);
  } catch (error) {
    note(error);
    closeSockets(1);
    return;
  }
  void listen('shell', (frames) => {
    toMain({ kind: 'request', request: wire.parse(frames) });
  });
  void listen('control', (frames) => {
    control(wire.parse(frames));
  });
  void listen('hb', (frames) => sockets.hb.send(frames));
  // A new subscriber is told that it is heard: before that, what is published passes it by.
  void listen('iopub', ([subscription]) => {
    if (subscription?.[0] !== 1) return;
    const topic = subscription.subarray(1);
    const content = JSON.stringify({ subscription: topic.toString() });
    send('iopub', wire.serialize({ prefix: [topic], type: 'iopub_welcome', parent: '{}', content }));
  });
}

void start();
