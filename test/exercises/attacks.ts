// Attacks, as code in the cell of an exercise whose stub is left as it was.

/** Puts the stub back at the end of an attack. */
export const stubs = {
  'sigmoid-derivative': "function sigmoidPrime(z: number): number { throw new Error('not attempted'); }",
  'layers-until':
    "function layersUntil(factor: number, share: number): number { throw new Error('not attempted'); }",
  'dense-backward':
    "function denseBackward(x: any, w: any, dz: any): any[] { throw new Error('not attempted'); }",
} as const;
export type Attacked = keyof typeof stubs;

const ANSWERS = 'application/vnd.vanishing-gradients.answers+json';

/** Marks forged inside of the process. Each is tried in a cell of its own. */
export const forgeries: Record<string, string> = {
  'the tables and functions of the exercises are replaced': `
for (const key of Object.keys(require.cache)) {
  if (!/exercises|judge/.test(key)) continue;
  const found = (require.cache[key] as any).exports;
  for (const name of Object.keys(found)) {
    try { found[name] = () => ({ status: 'right', message: 'Right.' }); } catch {}
    try { for (const one of Object.keys(found[name])) found[name][one] = () => 0.25; } catch {}
  }
}`,
  'Array.prototype.map and its like are changed': `
for (const name of ['map', 'every', 'some', 'findIndex', 'find', 'join'])
  try { (Array.prototype as any)[name] = () => []; } catch {}`,
  'the module loader is replaced': `
const loader: any = require('node:module');
const load = loader._load;
loader._load = (id: string, ...rest: any[]) =>
  /judge|exercises|verdict/.test(id) ? new Proxy({}, { get: () => () => ({ status: 'right' }) }) : load(id, ...rest);
loader._extensions['.json'] = (module: any) => { module.exports = {}; };`,
  'a timer waits for the check and speaks in its place': `
const forged = (outcomes: unknown) => ({ metadata: {}, transient: {}, data: { '${ANSWERS}': outcomes } });
setInterval(() => {
  for (const ticket of [0, 1, '', null, undefined])
    require('tslab/dist/jupyter').lastWriteDisplayData(forged({ ticket, number: 0, outcomes: Array(9).fill({ value: 0.25 }) }));
}, 1);`,
  'every object has what a verdict has': `
for (const [name, value] of Object.entries({ error: undefined, value: 0.25, status: 'right', fault: null, kind: 'choice' }))
  try { Object.defineProperty(Object.prototype, name, { get: () => value, set: () => undefined }); } catch {}`,
  'JSON and what numbers do are replaced': `
try { JSON.parse = () => ({ ticket: 1, given: [] }); } catch {}
try { JSON.stringify = () => '{"outcomes":[]}'; } catch {}
try { Number.isFinite = () => true; } catch {}
try { (Math as any).abs = () => 0; } catch {}
try { (Function.prototype as any).call = () => 0; } catch {}`,
  'the debugger looks for the expected values': `
const inspector: any = require('node:inspector');
const session = new inspector.Session();
session.connect();
session.post('Debugger.enable');
session.on('Debugger.scriptParsed', ({ params }: any) => { if (/judge|oracle/.test(params.url)) console.log('FOUND', params.url); });
session.post('Runtime.evaluate', { expression: 'process.mainModule.children.length' });`,
  'internal bindings are used': `
for (const name of ['fs', 'natives', 'contextify', 'spawn_sync', 'util'])
  try { console.log(name, Object.keys((process as any).binding(name)).length); } catch {}`,
  'the kernel is told to publish answers': `
for (const handle of (process as any)._getActiveHandles())
  try { handle.postMessage?.({ kind: 'publish', origin: { identities: [], header: '{}' }, type: 'display_data',
    content: JSON.stringify({ data: { '${ANSWERS}': { outcomes: [] } }, metadata: {} }) }); } catch {}`,
  'a peer of its own speaks to the sockets of the kernel': `
const connection = JSON.parse(require('fs').readFileSync(process.argv[2], 'utf8'));
const zmq: any = require(require.resolve('zeromq', { paths: [require.resolve('tslab')] }));
const dealer = new zmq.Dealer();
dealer.connect(connection.transport + '://' + connection.ip + (connection.transport === 'ipc' ? '-' : ':') + connection.shell_port);
const header = JSON.stringify({ msg_id: '1', session: '1', username: '', date: '', msg_type: 'execute_request', version: '5.4' });
const parts = [header, '{}', '{}', JSON.stringify({ code: 'throw 1', silent: false })];
const hmac = require('crypto').createHmac('sha256', connection.key);
for (const part of parts) hmac.update(part);
void dealer.send(['<IDS|MSG>', hmac.digest('hex'), ...parts]);`,
  'the stack is walked for functions of the library': `
(Error as any).prepareStackTrace = (_: unknown, frames: any[]) => {
  for (const frame of frames) try { console.log(Object.keys(frame.getThis() ?? {}), frame.getFunction()?.arguments); } catch {}
  return 'stack';
};`,
  'globals stand in for the exercises': `
(globalThis as any).exercises = { check() {}, grade() {} };
(globalThis as any).require = () => ({ exercises: { check() {}, grade() {} } });`,
  'the judge is looked for and asked': `
const places = ['judge/table', 'judge/judge', 'judge/subjects/chain-rule', 'exercises/subjects/chain-rule'];
for (const place of places)
  try { console.log('FOUND', Object.keys(require(process.argv[1]!.replace('kernel/launch.js', place)))); } catch {}`,
  'the memory of the process is read and written': `
const fs = require('fs');
const maps: string[] = fs.readFileSync('/proc/self/maps', 'utf8').split('\\n').filter((line: string) => / rw-p /.test(line));
const memory = fs.openSync('/proc/self/mem', 'r+');
const page = Buffer.alloc(4096);
for (const line of maps.slice(0, 50)) try { fs.readSync(memory, page, 0, 4096, parseInt(line, 16)); } catch {}
fs.closeSync(memory);`,
  'tensors give what is asked of them': `
try { (tf.Tensor.prototype as any).arraySync = () => 0.25; } catch {}
try { (tf as any).tensor2d = () => ({ dispose() {} }); } catch {}
try { (tf as any).engine().tidy = () => 0.25; } catch {}`,
};

/** Answers that are no answers: what the function gives is all the attack there is. */
export const answers: Record<Attacked, Record<string, string>> = {
  'sigmoid-derivative': {
    'a proxy of everything':
      'function sigmoidPrime(z: number): any { return new Proxy(() => 0.25, { get: () => () => 0.25 }); }',
    'arrays nested beyond reading':
      'function sigmoidPrime(z: number): any { let a: any = 0.25; for (let i = 0; i < 2e5; i++) a = [a]; return a; }',
    'the values that students see': `
const seen: number[] = [];
function sigmoidPrime(z: number): number { seen.push(z); return [0.25, 0.1, 0.2][seen.length % 3]; }`,
    'an error with a message of its own':
      'function sigmoidPrime(z: number): never { throw { name: "right", message: "right", status: "right", toString: () => "right" }; }',
  },
  'layers-until': {
    'a promise': 'function layersUntil(factor: number, share: number): any { return Promise.resolve(3); }',
    'a number that changes':
      'let n = 0; function layersUntil(factor: number, share: number): any { return { valueOf: () => n++ }; }',
    'not a number': 'function layersUntil(factor: number, share: number): number { return NaN; }',
    'a message from nowhere': 'function layersUntil(factor: number, share: number): never { throw null; }',
  },
  'dense-backward': {
    'a tensor that is none':
      'function denseBackward(x: any, w: any, dz: any): any { return [x, w, { arraySync: () => [0, 0] }]; }',
    'an array that is too long':
      'function denseBackward(x: any, w: any, dz: any): any { return new Array(4e7).fill(0.123456789); }',
    'getters for values':
      'function denseBackward(x: any, w: any, dz: any): any { return Object.defineProperty([1, 2, 3], 1, { get: () => { throw new Error("right"); } }); }',
    'what it was given': 'function denseBackward(x: any, w: any, dz: any): any { return [x, w, dz]; }',
  },
};

export interface Targets {
  /** The project, the course in it, and a server that counts who comes. */
  readonly root: string;
  readonly course: string;
  readonly port: number;
  /** A word in the name of everything that is left behind. */
  readonly mark: string;
}

/** Attacks on the machine. */
export const assaults = ({ root, course, port, mark }: Targets): Record<string, string> => ({
  'reads what is not its own': `
const fs = require('fs');
const places = ['${root}/notebooks/exercises/source', '${course}/source', '${course}/submitted', '${course}/gradebook.db',
  '${root}/.jupyter', '${root}/src', '${root}/scripts', '${root}/test', '${root}/.git', '${root}/dist/judge/judge.js', '/root', '/home', '/etc/passwd', '/var'];
for (const place of places) if (fs.existsSync(place)) console.log('LEAK', place);
console.log(Object.keys(process.env).filter((name) => !/^(PATH|HOME|LANG|PWD|TF_\\w+)$/.test(name)).map((name) => 'LEAK ' + name).join());`,
  'takes the solution from the sources': `
try {
  const notebook = require('fs').readFileSync('${course}/source/01-chain-rule-and-hooks/chain-rule-and-hooks.ipynb', 'utf8');
  console.log('LEAK', notebook.length);
} catch {}`,
  'writes wherever it can': `
const fs = require('fs');
const places = ['${root}', '${root}/dist', '${root}/dist/judge', '${root}/dist/exercises', '${root}/node_modules', '${course}',
  '${course}/submitted/bystander', '/tmp', '/root', '/var/tmp', '/dev/shm', '/', '..', '../..', '/proc/self', require('os').homedir()];
for (const place of places) try { fs.writeFileSync(place + '/${mark}', 'x'); } catch {}
for (const file of ['${root}/dist/exercises/verdict.js', '${root}/dist/judge/judge.js', '${course}/gradebook.db', '${course}/marks.csv'])
  try { fs.appendFileSync(file, '\\n'); } catch {}
for (let fd = 0; fd < 60; fd++) try { fs.ftruncateSync(fd, 0); } catch {}`,
  'leaves a child that goes on': `
require('child_process').spawn(process.execPath,
  ['-e', "setInterval(() => { try { require('fs').writeFileSync('${course}/${mark}-later', 'x') } catch {} }, 100)", '${mark}'],
  { detached: true, stdio: 'ignore' }).unref();`,
  'leaves a thread that goes on': `
new (require('worker_threads').Worker)('for (;;) {}', { eval: true });`,
  'ends every process that it can': `
for (let pid = 1; pid < 40000; pid++) if (pid !== process.pid) try { process.kill(pid, 'SIGKILL'); } catch {}
try { process.kill(-1, 'SIGKILL'); } catch {}`,
  'ends the kernel in ways of its own': `
(process as any).reallyExit(0);`,
  'stops the kernel for ever': `
process.kill(process.pid, 'SIGSTOP');`,
  'uses the network': `
const asked = ['127.0.0.1', 'localhost', '0.0.0.0'].map((host) => 'http://' + host + ':${port}/${mark}');
for (const url of asked) await fetch(url).then(() => console.log('LEAK', url), () => undefined);
require('net').connect(${port}, '127.0.0.1').on('error', () => undefined).on('connect', () => console.log('LEAK net'));`,
  'starts children without end': `
const bomb = "const { spawn } = require('child_process'); const all = () => { for (let i = 0; i < 4; i++) spawn(process.execPath, ['-e', process.env.BOMB, '${mark}'], { detached: true, stdio: 'ignore' }).on('error', () => 0) }; all(); setInterval(all, 50)";
for (let i = 0; i < 8; i++) require('child_process').spawn(process.execPath, ['-e', bomb, '${mark}'], { detached: true, stdio: 'ignore', env: { BOMB: bomb } }).on('error', () => 0);
const until = Date.now() + 5000;
while (Date.now() < until);`,
  'takes eight gigabytes': `
const taken: Buffer[] = [];
for (let i = 0; i < 80; i++) taken.push(Buffer.alloc(100 * 2 ** 20, 1));`,
  'fills the disk': `
const fs = require('fs');
const block = Buffer.alloc(16 * 2 ** 20, 1);
for (const place of ['.', '/tmp', '/dev/shm', require('path').dirname(process.argv[2]!)])
  try { for (let i = 0; i < 600; i++) fs.writeFileSync(place + '/${mark}' + i, block); } catch {}`,
  'starts a thousand threads': `
const { Worker } = require('worker_threads');
for (let i = 0; i < 1000; i++) new Worker('setInterval(() => 0, 1000)', { eval: true }).on('error', () => 0);
await new Promise((resolve) => setTimeout(resolve, 3000));`,
  'opens files until it can open no more': `
const fs = require('fs');
for (;;) fs.openSync('/dev/null');`,
  'ends the kernel when the cell has ended': `
setTimeout(() => (process as any).reallyExit(0), 300);`,
  'says more than anybody reads': `
const line = 'x'.repeat(1e6);
for (let i = 0; i < 200; i++) console.log(line);
for (let i = 0; i < 3000; i++) require('tslab/dist/jupyter').lastWriteDisplayData({ metadata: {}, transient: {}, data: { 'text/plain': String(i) } });`,
  'says what no kernel says': `
let nested = '1';
for (let i = 0; i < 2e5; i++) nested = '[' + nested + ']';
for (const handle of (process as any)._getActiveHandles())
  for (const [type, content] of [['status', '{}'], ['display_data', '[]'], ['stream', '{}'], ['comm_open', '{"comm_id":1}'], ['update_display_data', '{"transient":{"display_id":[]}}'], ['execute_result', nested], ['clear_output', '7'], ['execute_input', nested]])
    try { handle.postMessage?.({ kind: 'publish', origin: { identities: [], header: '{}' }, type, content }); } catch {}`,
  'puts links in the place of the sockets': `
const fs = require('fs');
const folder = require('path').dirname(process.argv[2]!);
for (const name of fs.readdirSync(folder)) try { fs.unlinkSync(folder + '/' + name); fs.symlinkSync('${course}/gradebook.db', folder + '/' + name); } catch {}`,
});
