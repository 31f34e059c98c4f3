// The sockets thread: it answers heartbeat and control by itself, and hands shell requests to the main thread, which may be busy
// with a cell for as long as it likes.
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { kernelInfo } from '../kernel-info';
import {
  shared,
  type Request,
  type SocketsOptions,
  type StreamName,
  type Target,
  type ToMain,
  type ToSockets,
} from '../messages';
import { log, note, setLog } from '../process/log';
import { AwaitedChild } from './children';
import { PipeReaders } from './pipe-readers';
import { Interrupter } from './interrupter';
import { PendingInputRequests } from './pending-input-requests';
import { Sockets } from './sockets';

const { connection, numbers, answers, descriptors, token, log: logDescriptor } = workerData as SocketsOptions;
setLog(logDescriptor);
const main = parentPort!;
const toMain = (message: ToMain): void => {
  main.postMessage(message);
};
const sockets = new Sockets(connection);
const child = new AwaitedChild();
const interrupter = new Interrupter(toMain, numbers, child);
const inputRequests = new PendingInputRequests({ sockets, toMain, answers, numbers });
const pipeReaders = descriptors && new PipeReaders({ descriptors, token, catchUp, write: writeThrough });
/** The destination of bytes written to file descriptors. */
let target: Target = null;

/** The milliseconds that the main thread has to end the process after a shutdown. */
const EXIT_TIMEOUT_MS = 1000;
const PARENT_CHECK_MS = 250;
const CATCH_UP_TIMEOUT_MS = 10_000;

function control({ type, content, origin }: Request): void {
  const status = (state: string) => {
    sockets.publish(origin, 'status', JSON.stringify({ execution_state: state }));
  };
  const reply = (body: object) => {
    sockets.reply('control', origin, type.replace(/_request$/, '_reply'), JSON.stringify(body));
  };
  status('busy');
  switch (type) {
    case 'kernel_info_request':
      reply(kernelInfo);
      break;
    case 'interrupt_request':
      reply({ status: 'ok' });
      void interrupter.interrupt();
      break;
    case 'shutdown_request': {
      const body = { status: 'ok', restart: content.restart === true };
      reply(body);
      sockets.publish(origin, 'shutdown_reply', JSON.stringify(body));
      void shutDown();
      break;
    }
    default:
      reply({
        status: 'error',
        ename: 'NotSupported',
        evalue: `this kernel knows no ${type}`,
        traceback: [],
      });
  }
  status('idle');
}

const kill = (): void => void process.kill(process.pid, 'SIGKILL');

/** The main thread ends the process; where it cannot, being blocked, this thread does. */
async function shutDown(): Promise<void> {
  setTimeout(kill, EXIT_TIMEOUT_MS);
  await sockets.flush();
  toMain({ kind: 'shutdown' });
}

async function close(status: number): Promise<void> {
  await sockets.close();
  toMain({ kind: 'closed', status });
}

/** A front end that was killed must not leave its kernels behind. */
function watchParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) kill();
  }, PARENT_CHECK_MS).unref();
}

function handle(message: ToSockets): void {
  switch (message.kind) {
    case 'reply':
      sockets.reply('shell', message.origin, message.type, message.content);
      break;
    case 'publish':
      sockets.publish(message.origin, message.type, message.content);
      break;
    case 'stream':
      Atomics.sub(numbers, shared.backlog, message.text.length);
      Atomics.notify(numbers, shared.backlog);
      sockets.stream(message);
      break;
    case 'target':
      ({ target } = message);
      break;
    case 'mark':
      pipeReaders?.pass(message.mark);
      break;
    case 'inputRequest':
      inputRequests.ask(message);
      break;
    case 'forget':
      inputRequests.forget();
      break;
    case 'waiting':
      child.others = message.others;
      break;
    case 'echo':
      // Once it has waited, and read what has arrived.
      setTimeout(() => setImmediate(toMain, { kind: 'echo' }), message.delay);
      break;
    case 'pong':
      interrupter.pong();
      break;
    case 'interrupt':
      void interrupter.interrupt();
      break;
    case 'exit':
      void close(0);
  }
}

/** Handles what the main thread has said before it set a later mark than this one. */
function catchUp(mark: number): void {
  // Not for ever: it may be in an endless loop that prints.
  for (let i = 0; i < CATCH_UP_TIMEOUT_MS; i++) {
    const message = receiveMessageOnPort(main)?.message as ToSockets | undefined;
    if (message) handle(message);
    if (!message || (message.kind === 'mark' && message.mark > mark)) return;
  }
}

/** Sends on text that was written to a file descriptor. */
function writeThrough(name: StreamName, text: string, bytes: Buffer): void {
  // It may be the final output of a process that crashes, which has to stand in the log.
  if (target === null || name === 'stderr') log(bytes);
  if (target !== null && target !== 'nowhere') sockets.stream({ origin: target, name, text });
}

main.on('message', handle);

async function start(): Promise<void> {
  watchParent();
  try {
    await sockets.open();
  } catch (error) {
    note(error);
    await close(1);
    return;
  }
  sockets.onRequest('shell', (request) => {
    toMain({ kind: 'request', request });
  });
  sockets.onRequest('control', control);
}

void start();
