// The answer of `diagnose` on the network of the page, when the reader asks: its program is loaded then.
import type { PlayState } from '../../src/play/state';
import type { DiagnosisAnswer, DiagnosisRequest, ShownFinding } from './diagnosis';
import { element } from './dom';
import { bytesOf, loadDiagnosis, loadPrograms, startWorker } from './program';

const finding = ({ severity, problem, meaning, remedy }: ShownFinding): HTMLElement =>
  element(
    'li',
    {},
    element('strong', {}, severity === 'error' ? 'Error. ' : 'Warning. '),
    `${problem} ${meaning} `,
    element('em', {}, remedy),
  );

export class DiagnosisPanel {
  readonly root: HTMLElement;
  readonly #button = element('button', { type: 'button' }, 'Ask diagnose');
  readonly #answer = element('div', { class: 'vg-diagnosis', role: 'status' });
  #asked = 0;

  /** @param addresses of the two scripts with programs */
  constructor(
    private readonly addresses: { readonly programs: string; readonly diagnosis: string },
    private readonly stateOf: () => PlayState,
  ) {
    this.#button.addEventListener('click', () => void this.#ask());
    this.root = element(
      'div',
      {},
      this.#button,
      element(
        'p',
        { class: 'vg-lead' },
        'The library’s diagnose tries this network on handwritten digits, with three draws of its weights: it says what is wrong before training, and what to change.',
      ),
      this.#answer,
    );
  }

  /** Drops an answer about another network. */
  forget(): void {
    this.#asked++;
    this.#answer.replaceChildren();
    this.#setBusy(false);
  }

  get #isBusy(): boolean {
    return this.#button.getAttribute('aria-disabled') === 'true';
  }

  /** A button that is disabled for good would lose the focus. */
  #setBusy(isBusy: boolean): void {
    this.#button.setAttribute('aria-disabled', String(isBusy));
  }

  async #ask(): Promise<void> {
    if (this.#isBusy) return;
    const asked = ++this.#asked;
    this.#setBusy(true);
    this.#answer.textContent = 'Looking at the network over a hundred digits …';
    let answer: DiagnosisAnswer;
    try {
      answer = await this.#diagnose(this.stateOf());
    } catch (error) {
      answer = { failed: error instanceof Error ? error.message : String(error) };
    }
    if (asked !== this.#asked) return;
    this.#setBusy(false);
    this.#show(answer);
  }

  async #diagnose(state: PlayState): Promise<DiagnosisAnswer> {
    const { wasm, digits } = await loadPrograms(this.addresses.programs);
    const worker = startWorker(await loadDiagnosis(this.addresses.diagnosis));
    try {
      return await new Promise((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<DiagnosisAnswer>) => {
          resolve(data);
        };
        worker.onerror = ({ message }) => {
          reject(new Error(message));
        };
        worker.postMessage({ state, wasm: bytesOf(wasm), digits } satisfies DiagnosisRequest);
      });
    } finally {
      worker.terminate();
    }
  }

  #show(answer: DiagnosisAnswer): void {
    if ('failed' in answer) this.#answer.textContent = `It could not be diagnosed: ${answer.failed}`;
    else if (answer.findings.length === 0)
      this.#answer.textContent = 'Nothing is wrong at the start, over three draws of the weights.';
    else
      this.#answer.replaceChildren(element('ul', { class: 'vg-reasons' }, ...answer.findings.map(finding)));
  }
}
