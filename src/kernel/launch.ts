// The TypeScript kernel: `node launch.js {connection_file}`. It runs the project's own tslab, and corrects what README.md lists.
import { compiling } from './engine';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { LocalCompiler, type Compiler } from './compile/compiler';
import { ServiceCompiler } from './compile-service/client';
import { addressVariable } from './compile-service/protocol';
import { readConnection, UsageError, type Connection } from './connection';
import { SourceFiles } from './failures/source-files';
import { restoreFunctionText } from './failures/source-names';
import { installStackFormat } from './failures/stack';
import { shared, type SocketsOptions, type ToMain } from './messages';
import { redirectToLog, redirect } from './process/descriptors';
import { log, logDescriptor, note } from './process/log';
import { Marks } from './process/marks';
import { prepareTensorFlow } from './run/tensorflow';
import { guardTimers } from './run/timers';
import { Workspace } from './run/workspace';
import { createReplies } from './session/replies';
import { connectSystem } from './session/system';
import { installGuards } from './session/guards';
import { History } from './session/history';
import { Link } from './session/link';
import { Output } from './session/output';
import { Session } from './session/session';
import { loadTslab } from './tslab';

/** Cells are kept from calling it. */
const exit: (code: number) => never = process.exit.bind(process);

const usage = `usage: node launch.js CONNECTION_FILE
Jupyter starts this kernel and gives it the connection file; for a notebook, choose the kernel "TypeScript".`;

/** Reads the connection file. Jupyter's clients pass their own arguments on after it (`jupyter run` its files): they are not the kernel's. */
function connect(): Connection {
  const [, , path] = process.argv;
  try {
    if (path === undefined) throw new UsageError(`a connection file expected\n${usage}`);
    return readConnection(path);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    note(error);
    exit(2);
  }
}

function startSockets(connection: Connection) {
  const descriptors = redirect(); // before there are other threads
  const numbers = new Int32Array(new SharedArrayBuffer(4 * shared.count));
  const { port1: replies, port2: answers } = new MessageChannel();
  const token = randomUUID();
  const workerData: SocketsOptions = {
    connection,
    numbers,
    answers,
    descriptors,
    token,
    log: logDescriptor(),
  };
  const worker = new Worker(join(__dirname, 'sockets', 'thread.js'), {
    workerData,
    transferList: [answers],
  });
  worker.on('error', (error) => {
    note(error);
    exit(1);
  });
  const link = new Link(worker, numbers, new Marks(descriptors, token));
  return { worker, link, numbers, replies, keeper: descriptors?.keeperPid };
}

/** `npm start` and the run of several notebooks have a service for it; a kernel that stands alone compiles for itself. */
function createCompiler(folder: string): Compiler {
  const createLocal = () => new LocalCompiler(folder);
  const address = process.env[addressVariable];
  return address ? new ServiceCompiler(address, folder, createLocal) : createLocal();
}

function main(): void {
  // First the sockets: they answer heartbeat and control while the compiler loads.
  const { worker, link, numbers, replies, keeper } = startSockets(connect());
  process.noDeprecation = true; // what a library of a library calls is not the reader's concern
  const files = new SourceFiles();
  const tslab = loadTslab();
  const compiler = createCompiler(process.cwd());
  const workspace = new Workspace(tslab, compiler, files, (work) => compiling(() => link.compile(work)));
  const history = new History();
  const output = new Output(link);
  const answers = createReplies(workspace, history);
  const session = new Session({ link, output, workspace, files, history, answers });
  const { execution } = session;
  installGuards(execution);
  output.install(tslab);
  prepareTensorFlow();
  guardTimers(execution.owners);
  const inputRequests = connectSystem({ link, execution, numbers, answers: replies, keeper });
  installStackFormat(files);
  restoreFunctionText();
  process.on('SIGINT', () => {
    link.post({ kind: 'interrupt' });
  });

  worker.on('message', (message: ToMain) => {
    switch (message.kind) {
      case 'request':
        session.receive(message.request);
        break;
      case 'echo':
        execution.tick();
        break;
      case 'interrupt':
        execution.interrupt(message);
        break;
      case 'ping':
        link.post({ kind: 'pong' });
        break;
      case 'shutdown':
        for (const { traceback } of execution.unreported) log(`${traceback.join('\n')}\n`);
        link.post({ kind: 'exit' });
        break;
      case 'answer':
        inputRequests.answer(message.text);
        break;
      case 'closed':
        output.close();
        redirectToLog();
        exit(message.status);
    }
  });
}

main();
