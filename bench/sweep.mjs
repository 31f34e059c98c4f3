#!/usr/bin/env node
// npm run bench:sweep: what a sweep costs, and how far it goes. Each part prints its figures, and whether they are within their limits.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const require = createRequire(import.meta.url);
const command = join(root, 'dist', 'cli', 'main.js');
const experiment = (name) => join(root, 'bench', 'sweep', `${name}.ts`);
const folder = mkdtempSync(join(tmpdir(), 'bench-sweep-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const seconds = (began) => (performance.now() - began) / 1000;
const round = (value, digits = 3) => Number(value.toPrecision(digits));
const oneTo = (n) => Array.from({ length: n }, (_, i) => i + 1);
/** Prints a figure beside its limit; a limit that is exceeded fails the run. */
function figure(name, value, unit, limit) {
  const holds = limit === undefined || value <= limit;
  console.log(
    `${name}: ${round(value)} ${unit}${limit === undefined ? '' : ` (at most ${limit}${holds ? '' : ': EXCEEDED'})`}`,
  );
  if (!holds) process.exitCode = 1;
}
const residentOf = (pid) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
const childrenOf = (pid) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
const isRunning = (pid) => {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

async function startRedis() {
  const port = await new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
  const program = ['redis-server', 'valkey-server'].find(
    (name) => spawnSync(name, ['--version']).status === 0,
  );
  if (program === undefined) throw new Error('there is no redis-server: apt-get install redis-server');
  const child = spawn(
    program,
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder],
    { stdio: 'ignore' },
  );
  await new Promise((resolve) => setTimeout(resolve, 500));
  return { url: `redis://127.0.0.1:${port}`, port, pid: child.pid, stop: () => child.kill('SIGKILL') };
}
const startWorker = (url, processes) =>
  spawn(process.execPath, [command, 'worker', '--redis', url, '--processes', String(processes)], {
    stdio: 'ignore',
  });

/** The command that a user types, over points of so many milliseconds; on the workers of a server, where there is one. */
const startSweep = (count, ms, journal, redis) => {
  const grid = ['--over', `i=1:${count}`, '--base', `ms=${ms}`, '--journal', join(folder, journal)];
  const where = redis === null ? [] : ['--executor', 'bullmq', '--redis', redis.url];
  return spawn(process.execPath, [command, 'sweep', experiment('spinning'), ...grid, ...where], {
    stdio: 'inherit',
  });
};

const parts = {
  /** 400 trainings in one process, and on all cores, one after the other. */
  async trainings(count = 400) {
    const { sweep } = require('vanishing-gradients/sweep');
    const grid = { over: { seed: count }, base: { steps: 400 } };
    const time = async (options) => {
      const began = performance.now();
      const table = await sweep(experiment('training'), grid, options);
      return { table, s: seconds(began) };
    };
    // The loop in one process: its own process, so that both start cold.
    const program = `require('vanishing-gradients/sweep').sweep(${JSON.stringify(experiment('training'))}, ${JSON.stringify(grid)}, { executor: 'inline' })`;
    const began = performance.now();
    execFileSync(process.execPath, ['-e', program], { cwd: root });
    const loop = seconds(began);
    const local = await time({});
    figure(`${count} trainings in one process`, loop, 's');
    figure(`the same on ${availableParallelism()} processes`, local.s, 's');
    figure('their ratio', local.s / loop, '', availableParallelism() === 2 ? 0.6 : undefined);
  },

  /** The time between the end of one point and that of the next, over the point's own 10 ms. */
  async overhead(count = 1000) {
    const { sweep } = require('vanishing-gradients/sweep');
    const journal = join(folder, 'overhead.jsonl');
    let [began, first] = [0, 0];
    const onProgress = ({ done }) => {
      if (began === 0) [began, first] = [performance.now(), done];
    };
    await sweep(
      experiment('spinning'),
      { over: { i: oneTo(count) }, base: { ms: 10 } },
      { processes: 1, journal, onProgress },
    );
    const all = performance.now() - began;
    const own = readFileSync(journal, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).ms);
    const mean = own.slice(first).reduce((a, b) => a + b, 0) / (count - first);
    figure('a point of 10 ms on local, over its own time', all / (count - first) - mean, 'ms', 2);
  },

  /** Points of about 5 ms: memory of the main process from the 2,000th point on, and what is left at the end. */
  async soak(count = 20_000, executor = 'both') {
    for (const name of executor === 'both' ? ['local', 'bullmq'] : [executor]) {
      const redis = name === 'bullmq' ? await startRedis() : null;
      const workers = redis === null ? [] : [startWorker(redis.url, 1), startWorker(redis.url, 1)];
      const began = performance.now();
      const run = startSweep(count, 5, `${name}.jsonl`, redis);
      const ended = new Promise((resolve) => run.on('exit', resolve));
      let isOver = false;
      void ended.then(() => (isOver = true));
      const children = new Set();
      const samples = [];
      while (!isOver) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        try {
          for (const pid of childrenOf(run.pid)) children.add(pid);
          samples.push({ lines: statSync(join(folder, `${name}.jsonl`)).size, rss: residentOf(run.pid) });
        } catch {
          // It has not begun, or has ended.
        }
      }
      await ended;
      const points = readFileSync(join(folder, `${name}.jsonl`), 'utf8')
        .trim()
        .split('\n');
      const keys = new Set(points.map((line) => line.slice(8, 40)));
      const size = points.reduce((sum, line) => sum + line.length + 1, 0) / points.length;
      // The end, at which the table is made, is not the run.
      const later = samples
        .filter(({ lines }) => lines / size > 2000 && lines / size < 0.98 * count)
        .map(({ rss }) => rss);
      const quarter = Math.max(1, Math.floor(later.length / 4));
      const mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;
      const [early, late] = [mean(later.slice(0, quarter)), mean(later.slice(-quarter))];
      console.log(
        `${name}: ${count} points in ${round(seconds(began))} s, ${round(count / seconds(began))} a second`,
      );
      figure(
        `${name}: points that are missing or there twice`,
        Math.abs(count - keys.size) + points.length - keys.size,
        '',
        0,
      );
      figure(
        `${name}: memory of the main process at the end, over that after 2,000 points (${round(early)} MiB)`,
        late / early,
        '',
        1.1,
      );
      figure(`${name}: processes left`, [...children].filter(isRunning).length, '', 0);
      for (const worker of workers) worker.kill('SIGKILL');
      redis?.stop();
    }
  },

  /** A journal of a million lines: the time until a sweep goes on from it. */
  async journal(count = 1_000_000) {
    const { sweep } = require('vanishing-gradients/sweep');
    const { lineOf } = require('../dist/sweep/journal/lines.js');
    const { Journal } = require('../dist/sweep/journal');
    const file = join(folder, 'million.jsonl');
    const lines = [];
    const outcome = '{"rows":[{"loss":0.6931471805599453,"accuracy":0.9375,"steps":100}]}';
    for (let i = 0; i < count; i++)
      lines.push(
        lineOf({
          key: i.toString(16).padStart(32, '0'),
          ok: true,
          point: `{"depth":${i % 100},"gain":1.${i},"seed":${i}}`,
          ms: 12.345,
          outcome,
        }),
      );
    writeFileSync(file, lines.join(''));
    lines.length = 0;
    const began = performance.now();
    const journal = await Journal.open(file, console.log);
    figure(
      `a journal of ${journal.size} lines (${round(statSync(file).size / 1e6)} MB) opens`,
      seconds(began),
      's',
      10,
    );
    figure('memory of the process then', process.memoryUsage.rss() / 2 ** 20, 'MiB');
    journal.close();
    const again = performance.now();
    const table = await sweep(
      experiment('spinning'),
      { over: { i: [1, 2, 3] }, base: { ms: 1 } },
      { journal: file, processes: 1 },
    );
    figure(`a sweep of ${table.numRows()} more points on it`, seconds(again), 's');
  },

  /** The rates of the parts that workers share: Redis, and the process of the sweep. */
  async redis(count = 4000, workers = 2, processes = 4) {
    const redis = await startRedis();
    const started = Array.from({ length: workers }, () => startWorker(redis.url, processes));
    const cpuOf = (pid) => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      return (Number(fields[11]) + Number(fields[12])) / 100;
    };
    const run = startSweep(count, 0, 'redis.jsonl', redis);
    const before = cpuOf(redis.pid);
    let main = 0;
    const timer = setInterval(() => {
      try {
        main = cpuOf(run.pid);
      } catch {
        // It has ended.
      }
    }, 100);
    const supervisors = started.map(({ pid }) => cpuOf(pid));
    const began = performance.now();
    await new Promise((resolve) => run.on('exit', resolve));
    clearInterval(timer);
    const all = seconds(began);
    const info = execFileSync('redis-cli', ['-p', String(redis.port), 'info', 'memory'], {
      encoding: 'utf8',
    });
    figure('points a second, with no work in them', count / all, '');
    figure('Redis, a point', (1000 * (cpuOf(redis.pid) - before)) / count, 'ms of a core');
    figure('the process of the sweep, a point', (1000 * main) / count, 'ms of a core');
    const own = started.reduce((sum, { pid }, i) => sum + cpuOf(pid) - supervisors[i], 0);
    figure('the supervisors, a point', (1000 * own) / count, 'ms of a core');
    figure('memory of Redis at its peak', Number(/used_memory_peak:(\d+)/.exec(info)[1]) / 2 ** 20, 'MiB');
    for (const worker of started) worker.kill('SIGKILL');
    redis.stop();
  },

  /** The start of a child process, without TensorFlow and with it. */
  async start() {
    const { sweep } = require('vanishing-gradients/sweep');
    for (const [name, what, base] of [
      ['spinning', 'without TensorFlow', { ms: 0 }],
      ['training', 'with TensorFlow and one training', { steps: 1 }],
    ]) {
      const times = [];
      for (let i = 0; i < 3; i++) {
        const began = performance.now();
        await sweep(
          experiment(name),
          { over: { [name === 'training' ? 'seed' : 'i']: [1] }, base },
          { processes: 1 },
        );
        times.push(seconds(began));
      }
      figure(`a sweep of one point, ${what}`, times.sort((a, b) => a - b)[1], 's');
    }
  },
};

const [part = 'all', ...rest] = process.argv.slice(2);
if (part !== 'all' && !(part in parts)) {
  console.error(
    `bench/sweep: there is no part '${part}'. The parts are ${Object.keys(parts).join(', ')}; a number after it is how many points.`,
  );
  process.exit(2);
}
console.log(
  `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}`,
);
for (const name of part === 'all' ? Object.keys(parts) : [part]) {
  console.log(`\n── ${name}`);
  await parts[name](...rest.map((text) => (/^\d+$/.test(text) ? Number(text) : text)));
}
