// A JupyterLab of its own, started by the project's own command, in a browser.
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { paths } from '../../scripts/paths.mjs';
import { Running, until } from '../notebooks/support.js';
import { Browser } from './support.js';

interface Output {
  readonly output_type: string;
  readonly data?: Record<string, { data: unknown[]; layout: { height: number } }>;
}

/** The parts of JupyterLab's application that are used here; it exposes itself to the page on request. */
interface App {
  readonly commands: { execute(command: string, args?: object): Promise<void> };
  readonly shell: {
    readonly currentWidget: {
      readonly sessionContext: { readonly session?: { readonly kernel?: { readonly status: string } } };
      readonly content: {
        readonly model: {
          toJSON(): { cells: { cell_type: string; outputs?: Output[]; execution_count?: number }[] };
        };
        scrollToItem(index: number, align: string): Promise<void>;
      };
    };
  };
}
declare global {
  // The page's own global; it does not exist in this process.
  var jupyterapp: App;
}

/** The path at which JupyterLab opens. */
export const FIRST = '00-opening-example.ipynb';

export class Lab {
  /** The ids of the cells of the notebook that was opened last by {@link openCells}. */
  private ids: readonly string[] = [];

  private constructor(
    private readonly folder: string,
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
      return new Lab(folder, server, address, browser, await browser.page(address));
    } catch (error) {
      server.child.kill('SIGTERM');
      throw error;
    }
  }

  /** Waits until the notebook that is shown has a kernel that waits for work. */
  async idle(): Promise<void> {
    const status = () =>
      globalThis.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle';
    await this.page.waitForFunction(status, null, { timeout: 90_000 });
  }

  /** Changes the theme. */
  async theme(theme: 'Light' | 'Dark'): Promise<void> {
    await this.page.evaluate(
      (name) => globalThis.jupyterapp.commands.execute('apputils:change-theme', { theme: name }),
      `JupyterLab ${theme}`,
    );
  }

  /** Picks an entry of the menu bar. */
  async menu(menu: string, entry: string): Promise<void> {
    await this.page.locator('.lm-MenuBar-itemLabel', { hasText: new RegExp(`^${menu}$`) }).click();
    await this.page.locator('.lm-Menu-itemLabel', { hasText: new RegExp(`^${entry}$`) }).click();
  }

  /**
   * Opens a notebook of code cells, and waits for its kernel.
   * @param name the file's, without its ending
   * @param cells the code by the cells' ids
   * @param outputs those that each cell has already
   */
  async openCells(
    name: string,
    cells: Readonly<Record<string, string>>,
    outputs: readonly object[] = [],
  ): Promise<void> {
    this.ids = Object.keys(cells);
    const notebook = {
      cells: Object.entries(cells).map(([id, source]) => ({
        cell_type: 'code',
        id,
        metadata: {},
        outputs,
        execution_count: null,
        source,
      })),
      metadata: { kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' } },
      nbformat: 4,
      nbformat_minor: 5,
    };
    writeFileSync(path.join(this.folder, 'notebooks', `${name}.ipynb`), JSON.stringify(notebook));
    await this.page.waitForFunction(() => globalThis.jupyterapp?.shell?.currentWidget?.content, null, {
      timeout: 90_000,
    });
    await this.page.evaluate(async (file) => {
      await globalThis.jupyterapp.commands.execute('docmanager:open', { path: file }); // its result is no plain data
    }, `notebooks/${name}.ipynb`);
    await this.page.waitForFunction(
      (title) =>
        globalThis.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle' &&
        document.title.includes(title),
      name,
      { timeout: 90_000 },
    );
  }

  /** The notebook that is shown: JupyterLab keeps the others beside it, hidden. */
  get notebook(): Locator {
    return this.page.locator('.jp-NotebookPanel:not(.lm-mod-hidden)');
  }

  /** A cell of the notebook that is shown, by its place or its id. */
  cell(place: number | string): Locator {
    const index = this.placeOf(place);
    return this.notebook.locator(`.jp-Cell[data-windowed-list-index="${index}"]`);
  }

  /** The same, scrolled into view: JupyterLab draws no other. */
  async see(place: number | string): Promise<Locator> {
    await this.page.evaluate(
      (i) => globalThis.jupyterapp.shell.currentWidget.content.scrollToItem(i, 'center'),
      this.placeOf(place),
    );
    return this.cell(place);
  }

  private placeOf(place: number | string): number {
    if (typeof place === 'number') return place;
    const index = this.ids.indexOf(place);
    if (index < 0) throw new Error(`no cell '${place}' among ${this.ids.join(', ')}`);
    return index;
  }

  async close(): Promise<void> {
    this.server.child.kill('SIGTERM');
    await this.server.ended;
    await this.browser.close();
  }
}
