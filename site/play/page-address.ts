// The address of a page with the live figure: it holds the state, and the back button leads back from a choice.
import { afterPause } from './dom';

const PAUSE = 250; // browsers refuse more than a hundred changes of the address in half a minute

/** The part of the address that holds a state; a link within the page has none. */
export const stateInAddress = (): string => (location.hash.includes('=') ? location.hash : '');

export class PageAddress {
  readonly #text: () => string;
  #lastWritten = location.hash;
  #isStep = false;
  /** Writes the state into the address, after a pause. */
  readonly write = afterPause(PAUSE, () => {
    const hash = `#${this.#text()}`;
    if (this.#isStep && hash !== this.#lastWritten) history.pushState(null, '', hash);
    else history.replaceState(null, '', hash);
    this.#isStep = false;
    this.#lastWritten = location.hash;
  });

  /** @param text the state as an address has it */
  constructor(text: () => string) {
    this.#text = text;
  }

  /** Has the back button lead back from the next address that is written. */
  beginStep(): void {
    this.#isStep = true;
  }

  /** Calls back when the address becomes one that the page has not written. */
  onOther(listener: () => void): void {
    addEventListener('hashchange', () => {
      // The address before the first choice is empty; that of a link within the page holds no state.
      if (location.hash === this.#lastWritten || (location.hash !== '' && stateInAddress() === '')) return;
      listener();
    });
  }
}
