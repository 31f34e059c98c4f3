// The sockets thread: it answers heartbeat and control by itself, and hands shell requests to the main thread, which may be busy
// with a cell for as long as it likes.
import { parentPort, workerData } from 'node:worker_threads';
import { kernelInfo } from '../kernel-info';
import { shared, type Request, type SocketsOptions, type ToMain, type ToSockets } from '../messages';
import { Interrupter } from './interrupter';
import { note, Sockets } from './sockets';

const { connection, numbers } = workerData as SocketsOptions;
const main = parentPort!;
const toMain = (message: ToMain): void => {
  main.postMessage(message);
};
const sockets = new Sockets(connection);
const interrupter = new Interrupter(toMain, numbers);

/** Milliseconds that the main thread has to end the process after a shutdown. */
const exitLimit = 1000;
const parentCheck = 250;

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
  setTimeout(kill, exitLimit);
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
  }, parentCheck).unref();
}

main.on('message', (message: ToSockets) => {
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
});

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
