// The entry of set-up: `node scripts/setup.mjs`, and `await setUp()` in all other commands.
// Old versions of Node must be able to parse this file, so that they print a message instead of a syntax error: it has no newer
// syntax, and imports the rest once the version is checked.
import fs from 'fs';
import { fileURLToPath } from 'url';

const SELF = fileURLToPath(import.meta.url);
const ENGINES = JSON.parse(fs.readFileSync(new URL('../package.json', import.meta.url), 'utf8')).engines;
const OLDEST_NODE = ENGINES.node.replace('>=', '');

/** @param {string} version of Node */
function isTooOld(version) {
  const have = version.split('.').map(Number);
  const need = OLDEST_NODE.split('.').map(Number);
  return have[0] < need[0] || (have[0] === need[0] && have[1] < need[1]);
}

function loadMain() {
  if (isTooOld(process.versions.node)) {
    console.error(
      'This project needs Node ' +
        OLDEST_NODE +
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
 * Installs and builds what the project's commands need; returns at once, and silently, where that is done already.
 * On failure, it writes the reason to stderr and ends the process with exit code 1.
 */
export function setUp() {
  return loadMain().then((main) => main.setUp());
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === SELF) {
  loadMain().then((main) => main.command(process.argv.slice(2)));
}
