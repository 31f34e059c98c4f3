// Tasks: each begins with a state, and is ticked off once the measurement is as it asks.
import { TASKS, type Task } from '../../src/play/tasks';
import type { PlayState } from '../../src/play/state';
import { element, freshId, withSubscripts } from './dom';
import type { Seen } from './messages';

export class TaskPanel {
  readonly root: HTMLElement;
  /** The task that was begun, for a place beside the figure. */
  readonly banner = element('p', { class: 'vg-task' });
  readonly #rows: readonly { readonly task: Task; readonly item: HTMLElement; readonly note: HTMLElement }[];
  #current: Task | null = null;

  constructor(choose: (state: PlayState) => void) {
    this.#rows = TASKS.map((task) => {
      const note = element('small', { role: 'status' });
      const id = freshId('task');
      const button = element('button', { type: 'button', 'aria-describedby': id }, 'Try it');
      button.addEventListener('click', () => {
        this.begin(task);
        choose(task.start);
      });
      const hint = element(
        'details',
        {},
        element('summary', {}, 'A hint'),
        element('p', {}, ...withSubscripts(task.hint)),
      );
      return { task, item: element('li', {}, element('p', { id }, task.words), button, note, hint), note };
    });
    this.root = element('ul', { class: 'vg-tasks' }, ...this.#rows.map(({ item }) => item));
  }

  begin(task: Task): void {
    this.#current = task;
    this.banner.replaceChildren(element('b', {}, 'Task: '), task.words);
    for (const { item, task: other } of this.#rows) item.classList.toggle('vg-current', other === task);
  }

  /** Ends the task that was begun. */
  end(): void {
    this.#current = null;
    this.banner.replaceChildren();
    for (const { item } of this.#rows) item.classList.remove('vg-current');
  }

  /** Looks whether the task that was begun is done. */
  check({ measurement }: Seen): void {
    const row = this.#rows.find(({ task }) => task === this.#current);
    if (!row) return;
    const isDone = row.task.isDone(measurement);
    if (isDone && row.note.textContent === '') row.note.textContent = 'Done!';
    if (isDone && this.banner.querySelector('.vg-good') === null)
      this.banner.append(element('b', { class: 'vg-good' }, ' Done!'));
    if (isDone) row.item.classList.add('vg-done');
  }
}
