// The installation of the course's Python package in an environment.
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFileAtomically } from '../files.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const NAME = 'vanishing_gradients_jupyter';
const VERSION = '0.1.0';

/** The metadata of the installed package, for Python's tools and for papermill, which finds engines in it. */
const METADATA = {
  METADATA: `Metadata-Version: 2.1\nName: ${NAME.replaceAll('_', '-')}\nVersion: ${VERSION}\n`,
  INSTALLER: 'npm run setup\n',
  'entry_points.txt': `[papermill.engine]\ntypescript = ${NAME}.parameters:TypeScriptEngine\n`,
};

/**
 * The folder of an environment's packages.
 * @param {string} venv
 */
function sitePackages(venv) {
  if (process.platform === 'win32') return path.join(venv, 'Lib', 'site-packages');
  const lib = path.join(venv, 'lib');
  const python = existsSync(lib) ? readdirSync(lib).find((name) => /^python3/.test(name)) : undefined;
  return path.join(lib, python ?? 'python3', 'site-packages');
}

/**
 * Installs the course's Python package in an environment. The package needs no build, so its files are written in place.
 * @param {string} venv the environment's folder
 */
export function installPython(venv) {
  const to = sitePackages(venv);
  /** @type {Map<string, string>} */
  const files = new Map();
  for (const name of readdirSync(path.join(here, NAME)).filter((file) => file.endsWith('.py')))
    files.set(path.join(NAME, name), readFileSync(path.join(here, NAME, name), 'utf8'));
  const info = `${NAME}-${VERSION}.dist-info`;
  for (const [name, text] of Object.entries(METADATA)) files.set(path.join(info, name), text);
  const record = [...files.keys(), path.join(info, 'RECORD')].map(
    (file) => `${file.split(path.sep).join('/')},,\n`,
  );
  files.set(path.join(info, 'RECORD'), record.join(''));
  for (const [name, text] of files) {
    const file = path.join(to, name);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileAtomically(file, text);
  }
}
