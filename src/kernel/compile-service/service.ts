// `node service.js {address}`: compiles the cells of several notebooks, one after the other: those of a run of the course, or all that
// a JupyterLab opens. It reads the libraries' declarations once, not for each kernel, and V8 has made the compiler fast by the second
// notebook. Says so on standard output when it listens; ends when its standard input does.
import '../engine';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { CompileError } from '../compile/compile-error';
import { nothingVisible } from '../compile/cell-file';
import { LocalCompiler } from '../compile/compiler';
import { SharedFiles } from '../compile/shared-files';
import {
  build,
  deserialize,
  deserializeVisible,
  serialize,
  type ServiceReply,
  type Greeting,
  type ServiceRequest,
} from './protocol';

function answer(compiler: LocalCompiler, question: ServiceRequest): ServiceReply {
  try {
    if (question.kind === 'file') return { kind: 'file', code: compiler.compileFile(question.path) };
    if (question.kind === 'cell') {
      const { cell, text, scope } = question;
      return { kind: 'cell', cell: compiler.compile(cell, text, deserialize(scope)) };
    }
    const { kind, text, offset } = question;
    const visible = deserializeVisible(question.visible);
    return kind === 'completion'
      ? { kind, completion: compiler.complete(text, offset, visible) }
      : { kind, description: compiler.inspect(text, offset, visible) };
  } catch (error) {
    if (error instanceof CompileError) return { kind: 'problems', problems: error.problems };
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

function serve(socket: Socket, shared: SharedFiles): void {
  let compiler: LocalCompiler | null = null;
  const lines = createInterface({ input: socket }).on('line', (line) => {
    if (compiler === null) {
      const greeting = JSON.parse(line) as Greeting;
      if (greeting.build === build) compiler = new LocalCompiler(greeting.folder, shared);
      else socket.destroy();
      return;
    }
    socket.write(`${JSON.stringify(answer(compiler, JSON.parse(line) as ServiceRequest))}\n`);
  });
  for (const source of [socket, lines]) source.on('error', () => undefined); // the kernel has ended: 'close' follows
}

/** Reads what notebooks import, before the first one asks. */
function warmUp(shared: SharedFiles): void {
  const compiler = new LocalCompiler(process.cwd(), shared);
  const scope = { visible: nothingVisible, known: [], changing: [] };
  answer(compiler, {
    kind: 'cell',
    cell: 1,
    text: "import 'vanishing-gradients';",
    scope: serialize(scope),
  });
}

function main(): void {
  const [, , address] = process.argv;
  if (address === undefined) throw new Error('usage: node service.js ADDRESS');
  const shared = new SharedFiles();
  const server = createServer((socket) => {
    serve(socket, shared);
  });
  server.listen(address, () => {
    process.stdout.write('listening\n');
    setImmediate(() => {
      warmUp(shared);
    });
  });
  process.stdin.on('close', () => process.exit()).resume();
}

main();
