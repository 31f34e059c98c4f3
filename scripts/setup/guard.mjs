// Runs a command, and kills its process group as soon as standard input closes. Set-up holds the other end of that pipe, so that
// no process that it started outlives it, even when set-up is killed.
import { spawn, spawnSync } from 'node:child_process';

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true });

child.on('error', (error) => {
  console.error(error.message);
  process.exit(127);
});
child.on('exit', (code, signal) => {
  if (signal) console.error(`ended by ${signal}`);
  process.exit(code ?? 1);
});

process.stdin.resume();
process.stdin.on('close', () => {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F']);
    process.exit(1);
  }
  // Set-up starts this process as the leader of a group of its own.
  process.kill(-process.pid, 'SIGKILL');
});
