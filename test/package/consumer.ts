// The package as a stranger has it: packed from a copy of the sources, installed in an empty folder.
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { paths } from '../../scripts/paths.mjs';
import { findNpm } from '../../scripts/setup/tools.mjs';

const folders: string[] = [];

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vanishing-gradients-package-'));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Variables that an outer `npm run` leaves in the environment would be settings of the npm that runs inside. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|VITEST|NODE_ENV$|TF_|FORCE_COLOR)/i.test(name)),
);

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** Runs Node on these arguments; gives what it printed, whatever its status. */
export async function node(folder: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
      cwd: folder,
      env: { ...environment, ...env },
      maxBuffer: 2 ** 26,
    });
    return { stdout, stderr, status: 0 };
  } catch (error) {
    const { stdout, stderr, code } = error as { stdout: string; stderr: string; code: number };
    return { stdout, stderr, status: code };
  }
}

/** npm in a folder; throws with all that it printed where it fails. */
export function npm(folder: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [findNpm(), ...args, '--no-audit', '--no-fund', '--prefer-offline'],
    { cwd: folder, env: environment, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${stdout}\n${stderr}`);
  return stdout;
}

/** A copy of the sources as they are now, with the packages of this checkout. */
export function checkout(): string {
  const copy = temporaryFolder();
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const files = execFileSync('git', list, { cwd: paths.root, encoding: 'utf8' }).split('\0').filter(Boolean);
  for (const file of files.filter((file) => /^(?:src|scripts|data|[^/]+$)/.test(file))) {
    if (!existsSync(join(paths.root, file))) continue;
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(paths.root, file), join(copy, file));
  }
  symlinkSync(paths.modules, join(copy, 'node_modules'));
  return copy;
}

/** The tarball of the sources as they are now, packed from a copy: `npm pack` writes into dist. */
export function pack(): string {
  const copy = checkout();
  npm(copy, 'pack', '--silent');
  return join(copy, 'vanishing-gradients-0.1.0.tgz');
}

/** A folder with these files and nothing else. */
export function emptyFolder(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  writeFiles(folder, files);
  return folder;
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** Packages of the checkout for a folder, as links: those that would have to be built or downloaded at length. */
export function lend(folder: string, ...names: string[]): void {
  for (const name of names) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(paths.modules, name), link);
  }
}

/** Other programs that use the package: pinned in tools/, installed once into build/. */
export function tools(): string {
  const folder = join(paths.root, 'build', 'package-tools');
  const lock = readFileSync(new URL('tools/package-lock.json', import.meta.url), 'utf8');
  const record = join(folder, 'installed.json');
  if (!existsSync(record) || readFileSync(record, 'utf8') !== lock) {
    mkdirSync(folder, { recursive: true });
    rmSync(record, { force: true });
    for (const name of ['package.json', 'package-lock.json'])
      cpSync(new URL(`tools/${name}`, import.meta.url), join(folder, name));
    npm(folder, 'ci', '--ignore-scripts');
    writeFileSync(record, lock);
  }
  return join(folder, 'node_modules');
}

const readme = readFileSync(join(paths.root, 'README.md'), 'utf8');
const block = (language: string): string => new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(readme)![1];

/** README's example as it stands, and what README says that it prints. */
export const example = block('ts');
export const printed = block('text');
/** The same for CommonJS, and with the types that a strict compiler asks for. */
export const exampleRequiring = example.replace(/import (\{.*\}) from ('.*');/, 'const $1 = require($2);');
export const exampleTyped = example.replace(
  '(units, activation, seed)',
  "(units: number, activation: 'sigmoid' | 'softmax', seed: number)",
);
