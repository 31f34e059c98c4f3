// The progress display of all commands. Set-up uses it with plain Node, so it has no dependencies.

const REDRAW_MS = 100;
const LOG_EVERY_MS = 15_000;

/** @param {number} ms */
export const duration = (ms) => (ms < 9_950 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`);

/**
 * @param {number} done bytes
 * @param {number} total bytes
 * @returns {string} such as '120 of 270 MB (44 %)'
 */
export function megabytes(done, total) {
  const mb = (/** @type {number} */ bytes) => Math.round(bytes / 1e6);
  return `${mb(done)} of ${mb(total)} MB (${Math.floor((100 * done) / total)} %)`;
}

/**
 * @typedef {object} Task
 * @property {string} label
 * @property {number} since when it started
 * @property {number} loggedAt when a log line of it was written last
 * @property {string} text how far it is
 */

/**
 * Shows the progress of tasks. On a terminal, the lines of running tasks move at the bottom; in a log, a task has a line when it
 * starts and when it ends, and one about its progress every quarter of a minute.
 */
export class Progress {
  /** @type {Map<string, Task>} */
  #running = new Map();
  #stream;
  #total;
  #logsEnds;
  #started = 0;
  #drawnLines = 0;
  #timer;

  /**
   * @param {{write(text: string): unknown, isTTY?: boolean, columns?: number}} stream
   * @param {number} total the number of tasks
   * @param {{ logs?: 'all' | 'ends' }} [options] whether a log has all lines, or those of ends only
   */
  constructor(stream, total, { logs = 'all' } = {}) {
    this.#stream = stream;
    this.#total = total;
    this.#logsEnds = logs === 'ends';
    this.#timer = stream.isTTY ? setInterval(() => this.#draw(), REDRAW_MS) : undefined;
    this.#timer?.unref();
  }

  /** @param {string} name */
  start(name) {
    this.#started += 1;
    const now = Date.now();
    const label = `[${this.#started}/${this.#total}] ${name}`;
    this.#running.set(name, { label, since: now, loggedAt: now, text: '' });
    this.#log(`${label} …`);
  }

  /**
   * @param {string} name
   * @param {string} text how far the task is
   */
  update(name, text) {
    const task = this.#running.get(name);
    if (!task || task.text === text) return;
    task.text = text;
    if (Date.now() - task.loggedAt < LOG_EVERY_MS) return;
    task.loggedAt = Date.now();
    this.#log(`${task.label} … ${text}`);
  }

  /**
   * @param {string} name
   * @param {(label: string, time: string) => string} [line] the line that stays
   */
  done(name, line = (label, time) => `${label}: ${time}`) {
    const task = this.#running.get(name);
    if (!task) return;
    this.#running.delete(name);
    this.note(line(task.label, duration(Date.now() - task.since)));
  }

  /** @param {string} text lines that stay */
  note(text) {
    this.#erase();
    this.#stream.write(`${text}\n`);
    this.#draw();
  }

  end() {
    clearInterval(this.#timer);
    this.#running.clear();
    this.#erase();
  }

  /** @param {string} line for a log only: a terminal shows the same as the line of a running task */
  #log(line) {
    if (!this.#stream.isTTY && !this.#logsEnds) this.#stream.write(`${line}\n`);
  }

  #erase() {
    if (this.#drawnLines > 0) this.#stream.write(`\x1b[${this.#drawnLines}A\x1b[J`);
    this.#drawnLines = 0;
  }

  #draw() {
    if (!this.#stream.isTTY) return;
    this.#erase();
    const width = (this.#stream.columns || 80) - 1;
    for (const { label, text, since } of this.#running.values()) {
      this.#stream.write(`${`${label} … ${text || duration(Date.now() - since)}`.slice(0, width)}\n`);
      this.#drawnLines += 1;
    }
  }
}
