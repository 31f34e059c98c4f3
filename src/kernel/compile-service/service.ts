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
import { build, lineOf, type Greeting, type ServiceReply, type ServiceRequest } from './protocol';
import { ScopeState } from './scope-changes';

/** A notebook: its compiler, and the scope of its last request. */
interface Notebook {
  readonly compiler: LocalCompiler;
  readonly state: ScopeState;
}

function answer({ compiler, state }: Notebook, question: ServiceRequest): ServiceReply {
  try {
    if (question.kind === 'file') return { kind: 'file', code: compiler.compileFile(question.path) };
    const scope = state.apply(question.scope);
    if (question.kind === 'cell')
      return { kind: 'cell', cell: compiler.compile(question.cell, question.text, scope) };
    const { kind, text, offset } = question;
    const { visible } = scope;
    return kind === 'completion'
      ? { kind, completion: compiler.complete(text, offset, visible) }
      : { kind, description: compiler.inspect(text, offset, visible) };
  } catch (error) {
    if (error instanceof CompileError) return { kind: 'problems', problems: error.problems };
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

const openNotebook = (folder: string, shared: SharedFiles): Notebook => ({
  compiler: new LocalCompiler(folder, shared),
  state: new ScopeState(),
});

function serve(socket: Socket, shared: SharedFiles): void {
  let notebook: Notebook | null = null;
  const lines = createInterface({ input: socket }).on('line', (line) => {
    if (notebook === null) {
      const greeting = JSON.parse(line) as Greeting;
      if (greeting.build === build) notebook = openNotebook(greeting.folder, shared);
      else socket.destroy();
      return;
    }
    socket.write(lineOf(answer(notebook, JSON.parse(line) as ServiceRequest)));
  });
  for (const source of [socket, lines]) source.on('error', () => undefined); // the kernel has ended: 'close' follows
}

/** Reads what notebooks import, before the first one asks. */
function warmUp(shared: SharedFiles): void {
  const notebook = openNotebook(process.cwd(), shared);
  const scope = new ScopeState().changesTo({ visible: nothingVisible, known: [], changing: [] });
  answer(notebook, { kind: 'cell', cell: 1, text: "import 'vanishing-gradients';", scope });
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
