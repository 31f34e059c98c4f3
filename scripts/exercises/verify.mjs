// Compares the built judge with its sources: dist is in no commit, so that a change there would go unnoticed.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { paths } from '../paths.mjs';
import { listFiles } from '../files.mjs';
import { removeStamp } from '../setup/stamps.mjs';

const require = createRequire(import.meta.url);

/** Folders and files of src that the judge and the checks consist of. */
export const JUDGING = [
  'judge',
  'exercises',
  'math',
  'arrays.ts',
  'errors.ts',
  'format.ts',
  'platform.ts',
  'random.ts',
];
/** Programs that grade, and are not built. */
const GRADING = ['src', 'scripts', 'data/exercises', 'notebooks/exercises/nbgrader_config.py'];

/** @param {string} text */
const hash = (text) => createHash('sha256').update(text).digest('hex');

/** @param {string} root @param {string} name of a folder or a file in src */
function sourcesIn(root, name) {
  const place = path.join(root, 'src', name);
  if (!existsSync(place)) return [];
  if (!statSync(place).isDirectory()) return [name];
  return listFiles(place)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join(name, file));
}

/**
 * The files in dist that are not what the compiler makes of their sources, and those that have none.
 * @param {string} [root] the project's folder
 */
export function changedInDist(root = paths.root) {
  /** @type {import('typescript')} */
  const ts = require('typescript');
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const sources = JUDGING.flatMap((name) => sourcesIn(root, name));
  const wanted = new Map(sources.map((name) => [name.replace(/\.ts$/, '.js'), name]));
  const built = JUDGING.filter((name) => !name.endsWith('.ts')).flatMap((name) =>
    listFiles(path.join(root, 'dist', name))
      .filter((file) => !/\.(d\.ts|js\.map)$/.test(file))
      .map((file) => path.join(name, file)),
  );
  const strangers = built.filter((file) => !wanted.has(file));
  const changed = [...wanted].filter(([file, source]) => {
    const place = path.join(root, 'dist', file);
    if (!existsSync(place)) return true;
    const text = readFileSync(path.join(root, 'src', source), 'utf8');
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: options,
      fileName: path.join(root, 'src', source),
    });
    return hash(outputText) !== hash(readFileSync(place, 'utf8'));
  });
  return [...strangers, ...changed.map(([file]) => file)].map((file) => path.join('dist', file)).sort();
}

/**
 * Files that grade and differ from the last commit; none if the project is no repository.
 * @param {string} [root] the project's folder
 */
export function notCommitted(root = paths.root) {
  try {
    const args = ['status', '--porcelain', '--untracked-files=all', '--', ...GRADING];
    const lines = execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return lines
      .split('\n')
      .filter(Boolean)
      .map((line) => line.slice(3));
  } catch {
    return [];
  }
}

/** Has the next set-up build the library. */
export const buildAnew = () => removeStamp(paths.state, 'library');
