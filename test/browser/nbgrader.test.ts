// nbgrader's menus in a real JupyterLab: an assignment goes from the instructor to a student, and comes back for its marks.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { paths } from '../../scripts/paths.mjs';
import { temporaryFolder } from '../notebooks/support.js';
import { Lab } from './lab.js';
import { describeInChromium, picture } from './support.js';

const assignment = '01-chain-rule-and-hooks';
const exercises = path.join(paths.notebooks, 'exercises');
/** The timeout of nbgrader's commands, which run inside JupyterLab's server. */
const patience = { timeout: 60_000 };

/** A course and an exchange of its own; what else there is to say, the project's configuration says. */
function configure(folder: string): NodeJS.ProcessEnv {
  const [course, exchange, student, config] = ['course', 'exchange', 'student', 'config'].map((name) => {
    mkdirSync(path.join(folder, name), { mode: 0o777 });
    return path.join(folder, name);
  });
  cpSync(path.join(exercises, 'source', assignment), path.join(course, 'source', assignment), {
    recursive: true,
  });
  writeFileSync(
    path.join(config, 'nbgrader_config.py'),
    `c = get_config()
c.CourseDirectory.root = ${JSON.stringify(course)}
c.Exchange.root = ${JSON.stringify(exchange)}
c.Exchange.assignment_dir = ${JSON.stringify(student)}
`,
  );
  return { JUPYTER_CONFIG_PATH: [config, exercises].join(path.delimiter) };
}

describeInChromium('nbgrader in JupyterLab', () => {
  const folder = temporaryFolder('nbgrader');
  let lab: Lab | undefined;
  let grader: FrameLocator;
  let student: Locator;

  beforeAll(async () => {
    lab = await Lab.open(folder, 9490, configure(folder));
    await lab.idle(); // the notebook that JupyterLab opens comes to the front once it is there
    grader = lab.page.frameLocator('#formgrader-iframe iframe');
    student = lab.page.locator('#nbgrader-assignment-list');
  }, 180_000);

  afterAll(async () => {
    await lab?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const row = (): Locator => grader.locator('tbody tr', { hasText: assignment });

  /** Clicks on one of a table's signs, and waits for nbgrader to say that it went well. */
  async function act(where: Locator, sign: string): Promise<void> {
    await where.locator(`.${sign} a`).click();
    const said = grader.locator('.modal-dialog');
    await said.waitFor(patience);
    expect(await said.locator('.modal-title').textContent(), await said.innerText()).toBe('Success');
    await said.locator('.modal-footer button').click();
    await said.waitFor({ state: 'detached' });
  }

  /** Waits for a cell of a table to show a text: the page asks the server for the row anew after each action. */
  async function shows(cell: Locator, text: string): Promise<void> {
    await expect.poll(() => cell.textContent(), { timeout: 30_000 }).toBe(text);
  }

  it('shows the assignments to the instructor, who releases one', async () => {
    await lab!.menu('Nbgrader', 'Formgrader');
    await row().waitFor(patience);
    await act(row(), 'assign');
    await act(row(), 'release');
    await shows(row().locator('.status'), 'released');
    await picture(lab!.page, 'formgrader');
  });

  it('shows it to the student, who fetches it and hands it in', async () => {
    await lab!.menu('Nbgrader', 'Assignment List');
    await student.getByText('Fetch', { exact: true }).click(patience);
    await student.getByText('Submit', { exact: true }).click(patience);
    await student
      .locator('#submitted_assignments_list .list_item', { hasText: assignment })
      .first()
      .waitFor(patience);
    await picture(lab!.page, 'assignment-list');
  });

  it('collects it and grades it, on the kernel of the course', async () => {
    await lab!.menu('Nbgrader', 'Formgrader');
    await act(row(), 'collect');
    await shows(row().locator('.num-submissions'), '1');
    await row().locator('.num-submissions a').click();
    const submission = grader.locator('tbody tr', { has: grader.locator('.autograde a') });
    await submission.waitFor(patience);
    await act(submission, 'autograde');
    // Nothing was written: nothing is earned, and the question in words needs nobody to read it.
    await shows(submission.locator('.score'), '0 / 22');
    await picture(lab!.page, 'formgrader-graded');
  }, 300_000);

  it('asks no other host for anything', () => {
    expect(lab!.browser.forbidden).toEqual([]);
  });
});
