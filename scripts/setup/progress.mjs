const redrawEvery = 100;
const sayEvery = 15_000;

/** @param {number} ms */
const seconds = (ms) => (ms < 9_950 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`);

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
 * Shows what set-up is doing, one line a step. On a terminal the lines of running steps move at the bottom;
 * elsewhere a step says when it starts and ends, and how far it is now and then.
 */
export class Progress {
  /** Running steps by name. */
  #running = new Map();
  #drawn = 0;
  #timer;

  /**
   * @param {{write(text: string): unknown, isTTY?: boolean, columns?: number}} stream
   * @param {number} total how many steps there will be
   */
  constructor(stream, total) {
    this.stream = stream;
    this.total = total;
    this.started = 0;
    this.#timer = stream.isTTY ? setInterval(() => this.#draw(), redrawEvery) : undefined;
  }

  /** @param {string} title */
  start(title) {
    this.started += 1;
    const step = {
      label: `[${this.started}/${this.total}] ${title}`,
      since: Date.now(),
      said: Date.now(),
      text: '',
    };
    this.#running.set(title, step);
    if (!this.stream.isTTY) this.#print(`${step.label} …`);
  }

  /**
   * @param {string} title
   * @param {string} text how far the step is
   */
  update(title, text) {
    const step = this.#running.get(title);
    if (!step || step.text === text) return;
    step.text = text;
    if (this.stream.isTTY || Date.now() - step.said < sayEvery) return;
    step.said = Date.now();
    this.#print(`${step.label} … ${text}`);
  }

  /**
   * @param {string} title
   * @param {string} [result] what came of it, where that is worth a word
   */
  done(title, result) {
    const step = this.#running.get(title);
    this.#running.delete(title);
    this.#print(`${step.label}: ${result ? `${result}, ` : ''}${seconds(Date.now() - step.since)}`);
  }

  /** @param {string} text a line that stays */
  note(text) {
    this.#print(text);
  }

  end() {
    clearInterval(this.#timer);
    this.#running.clear();
    this.#erase();
  }

  /** @param {string} line */
  #print(line) {
    this.#erase();
    this.stream.write(`${line}\n`);
    this.#draw();
  }

  #erase() {
    if (this.#drawn > 0) this.stream.write(`\x1b[${this.#drawn}A\x1b[J`);
    this.#drawn = 0;
  }

  #draw() {
    if (!this.stream.isTTY) return;
    this.#erase();
    const width = (this.stream.columns || 80) - 1;
    for (const { label, text, since } of this.#running.values()) {
      this.stream.write(`${`${label} … ${text || seconds(Date.now() - since)}`.slice(0, width)}\n`);
      this.#drawn += 1;
    }
  }
}
