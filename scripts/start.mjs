#!/usr/bin/env node
// npm start: the course in the project's own JupyterLab.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCompileService } from './compile-service.mjs';
import { jupyterEnvironment } from './jupyter.mjs';
import { paths } from './paths.mjs';
import { setUp } from './setup.mjs';

const HELP = `npm start [-- OPTIONS…]

Opens the course in JupyterLab; where there is no desktop, says its address. Ctrl-C ends it.
All options go to JupyterLab, such as
  --port 9000      another port than 8888, or than the next one that is free
  --no-browser     only say the address
  --help-all       all that JupyterLab knows`;

const FIRST_NOTEBOOK = 'notebooks/00-opening-example.ipynb';
const PAGE = `lab/tree/${existsSync(path.join(paths.root, FIRST_NOTEBOOK)) ? FIRST_NOTEBOOK : 'notebooks'}`;

/** Whether there is a desktop on which a browser can open. @param {NodeJS.ProcessEnv} env */
function hasDesktop(env) {
  if (env.SSH_CONNECTION || env.CI) return false;
  if (process.platform !== 'linux') return true;
  // Chromium and other browsers refuse to run as root.
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY) && process.getuid?.() !== 0;
}

/**
 * JupyterLab's options, without those that the user gives: it takes each option once.
 * @param {string[]} args the user's
 * @param {NodeJS.ProcessEnv} env
 */
function defaultOptions(args, env) {
  const given = new Set(args.map((arg) => arg.replace(/=.*/s, '')));
  /** @type {[option: string, names: string[]][]} the option, and its other names */
  const defaults = [
    [`--ServerApp.root_dir=${paths.root}`, ['--notebook-dir', '--ServerApp.notebook_dir']],
    [`--LabApp.default_url=/${PAGE}`, ['--ServerApp.default_url']],
    ['--ServerApp.answer_yes=True', ['-y']], // Ctrl-C needs no confirmation
    ['--Application.log_level=WARN', ['--log-level', '--debug', '--ServerApp.log_level']],
  ];
  if (!hasDesktop(env)) defaults.push(['--no-browser', ['--ServerApp.open_browser']]);
  if (process.getuid?.() === 0) defaults.push(['--allow-root', ['--ServerApp.allow_root']]);
  return defaults
    .filter(([option, names]) => ![option.replace(/=.*/s, ''), ...names].some((name) => given.has(name)))
    .map(([option]) => option);
}

/** The files of servers that run, or were killed. @param {string} folder */
const serverFiles = (folder) => readdirSync(folder).filter((name) => /^jpserver-\d+\.json$/.test(name));

/**
 * Waits for the file of the server that was started, and reads its address.
 * @param {string} folder of the servers' files
 * @param {string[]} before the files of other servers
 * @param {() => boolean} hasEnded
 * @returns {Promise<string | undefined>}
 */
async function waitForAddress(folder, before, hasEnded) {
  while (!hasEnded()) {
    const [file] = serverFiles(folder).filter((name) => !before.includes(name));
    try {
      const { url, token } = JSON.parse(readFileSync(path.join(folder, file ?? ''), 'utf8'));
      return `${url}${PAGE}${token ? `?token=${token}` : ''}`;
    } catch {
      await sleep(100); // not written yet, or not completely
    }
  }
  return undefined;
}

/** @param {string} address */
function announce(address) {
  const { port } = new URL(address);
  const remote = process.env.SSH_CONNECTION
    ? `\n  From your own machine: ssh -L ${port}:localhost:${port} … and then that address.`
    : '';
  console.log(`\n  The course is open at\n\n    ${address}\n${remote}\n  Ctrl-C ends it.\n`);
}

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) {
  console.log(HELP);
  process.exit(0);
}

await setUp();
// While JupyterLab starts, it reads the libraries' declarations: no kernel needs to.
const service = await startCompileService();
const env = jupyterEnvironment({
  // With a token given, JupyterLab does not print its long message about its address.
  JUPYTER_TOKEN: randomBytes(24).toString('hex'),
  ...process.env,
  ...service.env,
});
const folder = String(env.JUPYTER_RUNTIME_DIR);
mkdirSync(folder, { recursive: true });
const before = serverFiles(folder);
const lab = spawn(paths.python, ['-m', 'jupyterlab', ...defaultOptions(args, env), ...args], {
  env,
  stdio: 'inherit',
});
let ended = false;
lab.on('exit', (code, signal) => {
  ended = true;
  service.stop();
  process.exitCode = code ?? (signal === 'SIGTERM' ? 0 : 1);
});
// Ctrl-C in a terminal reaches JupyterLab as well; signals from elsewhere do not.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => lab.kill('SIGTERM'));
const address = await waitForAddress(folder, before, () => ended);
if (address) announce(address);
