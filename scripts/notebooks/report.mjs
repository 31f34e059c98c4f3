import { stripVTControlCharacters } from 'node:util';

/** @param {number} s */
export const duration = (s) => (s < 9.95 ? `${s.toFixed(1)} s` : `${Math.round(s)} s`);

/** @param {import('./check.mjs').Failure[]} failures */
export function failureText(failures) {
  return failures
    .map(({ cell, of, line, ename, evalue, traceback }) => {
      const words = [`${ename}: ${evalue}`, ...stripVTControlCharacters(traceback.join('\n')).split('\n')];
      // The traceback mostly says what failed once more; and its frames below the student's are of no use here.
      const shown = words.filter((text, i) => text.trim() !== '' && words.indexOf(text) === i).slice(0, 14);
      const place = cell === undefined ? [] : [`  code cell ${cell} of ${of}: ${line}`];
      return [...place, ...shown.map((text) => `    ${text}`)].join('\n');
    })
    .join('\n');
}

/**
 * Says what becomes of the notebooks: a line for each that is done, and on a terminal what is being done at the bottom.
 */
export class Report {
  /** What runs now: name -> how far. @type {Map<string, string>} */
  #running = new Map();
  #done = 0;
  #drawn = false;

  /**
   * @param {{ write(text: string): unknown, isTTY?: boolean, columns?: number }} stream
   * @param {number} total how many notebooks there are
   */
  constructor(stream, total) {
    this.stream = stream;
    this.total = total;
  }

  /**
   * @param {string} name
   * @param {{ cell: number, of: number }} [at]
   */
  progress(name, at) {
    this.#running.set(name, at ? `cell ${at.cell} of ${at.of}` : 'starts');
    this.#draw();
  }

  /**
   * @param {string} name
   * @param {number} seconds
   * @param {import('./check.mjs').Failure[]} failures
   */
  done(name, seconds, failures) {
    this.#running.delete(name);
    this.#done++;
    const outcome =
      failures.length === 0
        ? `✓ ${name}  ${duration(seconds)}`
        : `✗ ${name} failed after ${duration(seconds)}`;
    this.say([outcome, ...(failures.length > 0 ? [failureText(failures)] : [])].join('\n'));
  }

  /** @param {string} text lines that stay */
  say(text) {
    this.#erase();
    this.stream.write(`${text}\n`);
    this.#draw();
  }

  end() {
    this.#erase();
    this.#running.clear();
  }

  #draw() {
    if (!this.stream.isTTY || this.#running.size === 0) return;
    this.#erase();
    const running = [...this.#running].map(([name, far]) => `${name} ${far}`).join(' · ');
    this.stream.write(
      `${this.#done} of ${this.total} done · ${running}`.slice(0, (this.stream.columns ?? 80) - 1),
    );
    this.#drawn = true;
  }

  #erase() {
    if (this.#drawn) this.stream.write('\r\u001b[K');
    this.#drawn = false;
  }
}
