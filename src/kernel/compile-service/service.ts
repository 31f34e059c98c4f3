// `node service.js {address}`: compiles the cells of several notebooks, one after the other, for a run of the course. It reads the
// libraries' declarations once, not for each kernel, and V8 has made the compiler fast by the second notebook. Says so on standard
// output when it listens; ends when its standard input does.
import '../engine';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { adaptTypeScript } from '../compile/adapt';
import { CompileError } from '../compile/compile-error';
import { LocalCompiler } from '../compile/compiler';
import { SharedFiles } from '../compile/shared-files';
import { loadTslab, type Tslab } from '../tslab';
import type { Answer, Greeting, Question } from './protocol';

function answer(compiler: LocalCompiler, { declarations, source }: Question): Answer {
  try {
    return { kind: 'compiled', cell: compiler.compile(declarations, source) };
  } catch (error) {
    if (error instanceof CompileError) return { kind: 'problems', problems: error.problems };
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

function serve(socket: Socket, tslab: () => Tslab): void {
  let compiler: LocalCompiler | null = null;
  const lines = createInterface({ input: socket }).on('line', (line) => {
    if (compiler === null) {
      compiler = new LocalCompiler(tslab(), (JSON.parse(line) as Greeting).folder);
      return;
    }
    socket.write(`${JSON.stringify(answer(compiler, JSON.parse(line) as Question))}\n`);
  });
  for (const source of [socket, lines]) source.on('error', () => undefined); // the kernel has ended: 'close' follows
  socket.on('close', () => compiler?.close());
}

/** Reads what notebooks import, before the first one asks. */
function warmUp(tslab: Tslab): void {
  const compiler = new LocalCompiler(tslab, process.cwd());
  answer(compiler, { declarations: '', source: "import 'vanishing-gradients';" });
  compiler.close();
}

function main(): void {
  const [, , address] = process.argv;
  if (address === undefined) throw new Error('usage: node service.js ADDRESS');
  let loaded: Tslab | null = null;
  const tslab = () => (loaded ??= loadTslab((typescript) => adaptTypeScript(typescript, new SharedFiles())));
  const server = createServer((socket) => {
    serve(socket, tslab);
  });
  server.listen(address, () => {
    process.stdout.write('listening\n');
    setImmediate(() => {
      warmUp(tslab());
    });
  });
  process.stdin.on('close', () => process.exit()).resume();
}

main();
