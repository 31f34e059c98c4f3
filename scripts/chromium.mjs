// The Chromium of this machine, and the flags that it is started with.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

const PROGRAM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PROGRAM_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The advice where no Chromium is found. */
export const CHROMIUM_ADVICE = `No Chromium was found. To get one:
  Debian, Ubuntu  sudo apt-get install chromium
  macOS           brew install --cask chromium
  Windows         winget install Google.Chrome
or name yours in the environment variable CHROMIUM.`;

/** Command-line flags, with all of Chromium's own requests to the network off. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The system's own Chromium or Chrome.
 * @param {NodeJS.ProcessEnv} [env] CHROMIUM or CHROME name one
 * @returns {string | undefined}
 */
export function findChromium(env = process.env) {
  const named = env.CHROMIUM || env.CHROME;
  if (named) return isProgram(named) ? named : undefined;
  const folders = (env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const onPath = PROGRAM_NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...onPath, ...PROGRAM_PATHS].find(isProgram);
}
