// The door to set-up: `node scripts/setup.mjs`, and `await setUp()` in every other command.
// Every Node that knows modules must be able to read this file, so that one that is too old gets a sentence
// instead of a syntax error. So: no newer syntax here, and the rest is imported once the version is known to do.
import fs from 'fs';
import { fileURLToPath } from 'url';

const self = fileURLToPath(import.meta.url);
const engines = JSON.parse(fs.readFileSync(new URL('../package.json', import.meta.url), 'utf8')).engines;
const oldest = engines.node.replace('>=', '');

/** @param {string} version of Node */
function isTooOld(version) {
  const have = version.split('.').map(Number);
  const need = oldest.split('.').map(Number);
  return have[0] < need[0] || (have[0] === need[0] && have[1] < need[1]);
}

function loadMain() {
  if (isTooOld(process.versions.node)) {
    console.error(
      'This project needs Node ' +
        oldest +
        ' or newer, and this is Node ' +
        process.versions.node +
        '.\n' +
        'Get a newer one from https://nodejs.org/en/download, or with\n' +
        '  Linux, macOS  nvm install 22\n' +
        '  macOS         brew install node\n' +
        '  Windows       winget install OpenJS.NodeJS.LTS',
    );
    process.exit(1);
  }
  return import('./setup/main.mjs');
}

/**
 * Makes everything ready that the project's commands need; returns at once, and silently, when it is already.
 * Where it can't, it says why on stderr and ends the process with exit code 1.
 */
export function setUp() {
  return loadMain().then((main) => main.setUp());
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === self) {
  loadMain().then((main) => main.command(process.argv.slice(2)));
}
