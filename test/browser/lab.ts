// A JupyterLab of its own, started by the project's own command, in a browser.
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { paths } from '../../scripts/paths.mjs';
import { Running, until } from '../notebooks/support.js';
import { Browser } from './support.js';

/** The path at which JupyterLab opens. */
export const FIRST = '00-opening-example.ipynb';

export class Lab {
  private constructor(
    readonly server: Running,
    readonly address: string,
    readonly browser: Browser,
    readonly page: Page,
  ) {}

  /**
   * @param folder what JupyterLab shows, with the opening example in it, and where it keeps its own things
   * @param port
   * @param env more variables
   */
  static async open(folder: string, port: number, env: NodeJS.ProcessEnv = {}): Promise<Lab> {
    mkdirSync(path.join(folder, 'notebooks'));
    copyFileSync(path.join(paths.notebooks, FIRST), path.join(folder, 'notebooks', FIRST));
    const own = (part: string): string => path.join(folder, 'jupyter', part);
    const args = [
      '--no-browser',
      `--port=${port}`,
      `--ServerApp.root_dir=${folder}`,
      '--LabApp.expose_app_in_browser=True',
    ];
    const server = new Running(
      spawn(process.execPath, [path.join(paths.root, 'scripts', 'start.mjs'), ...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          JUPYTER_CONFIG_DIR: own('config'),
          JUPYTER_DATA_DIR: own('data'),
          JUPYTER_RUNTIME_DIR: own('runtime'),
          JUPYTERLAB_SETTINGS_DIR: own('settings'),
          JUPYTERLAB_WORKSPACES_DIR: own('workspaces'),
          ...env,
        },
      }),
    );
    try {
      const given = until('the address', () => /^ +(http:\S+)$/m.exec(server.output)?.[1], 90);
      const over = server.ended.then(({ output }): never => {
        throw new Error(`npm start ended:\n${output}`);
      });
      const address = await Promise.race([given, over]);
      const viewport = { width: 1400, height: 1000 };
      const browser = await Browser.open({ viewport }, new URL(address).origin);
      return new Lab(server, address, browser, await browser.page(address));
    } catch (error) {
      server.child.kill('SIGTERM');
      throw error;
    }
  }

  /** Picks an entry of the menu bar. */
  async menu(menu: string, entry: string): Promise<void> {
    await this.page.locator('.lm-MenuBar-itemLabel', { hasText: new RegExp(`^${menu}$`) }).click();
    await this.page.locator('.lm-Menu-itemLabel', { hasText: new RegExp(`^${entry}$`) }).click();
  }

  /**
   * Opens a notebook of code cells in the folder, and waits for its kernel.
   * @param folder the one that this JupyterLab shows
   * @param name the file's, without its ending
   * @param cells the code by the cells' ids
   */
  async openCells(folder: string, name: string, cells: Readonly<Record<string, string>>): Promise<void> {
    const notebook = {
      cells: Object.entries(cells).map(([id, source]) => ({
        cell_type: 'code',
        id,
        metadata: {},
        outputs: [],
        execution_count: null,
        source,
      })),
      metadata: { kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' } },
      nbformat: 4,
      nbformat_minor: 5,
    };
    writeFileSync(path.join(folder, 'notebooks', `${name}.ipynb`), JSON.stringify(notebook));
    await this.page.waitForFunction(() => globalThis.jupyterapp?.shell?.currentWidget?.content, null, {
      timeout: 90_000,
    });
    await this.page.evaluate(
      (file) => globalThis.jupyterapp.commands.execute('docmanager:open', { path: file }),
      `notebooks/${name}.ipynb`,
    );
    await this.page.waitForFunction(
      (title) =>
        globalThis.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle' &&
        document.title.includes(title),
      name,
      { timeout: 90_000 },
    );
  }

  /** A cell of the notebook that is shown, by its place. */
  cell(index: number): Locator {
    return this.page.locator(
      `.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell[data-windowed-list-index="${index}"]`,
    );
  }

  /** The same, scrolled into view: JupyterLab draws no other. */
  async see(index: number): Promise<Locator> {
    await this.page.evaluate(
      (i) => globalThis.jupyterapp.shell.currentWidget.content.scrollToItem(i, 'center'),
      index,
    );
    return this.cell(index);
  }

  async close(): Promise<void> {
    this.server.child.kill('SIGTERM');
    await this.server.ended;
    await this.browser.close();
  }
}
