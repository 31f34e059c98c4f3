#!/usr/bin/env node
// Makes dist what the published package holds: `npm pack`, `npm publish` and an installation from git run it as `prepare`.
// With --restore, dist is again as `npm run build` makes it. `npx vanishing-gradients` and `npm install` in a checkout run `prepare` as
// well, and pack nothing: there, dist is only built where it is missing, since notebooks can't compile against the package's.
import { execFileSync } from 'node:child_process';
import { addArquero, removeArquero } from './package/arquero.mjs';
import { addBrowser, removeBrowser } from './package/browser.mjs';
import { paths } from './paths.mjs';
import { library } from './setup/library.mjs';

const { npm_command: command, _PACOTE_NO_PREPARE_: fromGit } = process.env;
const packs = !['exec', 'install', 'ci'].includes(command ?? '') || fromGit !== undefined;

if (process.argv.includes('--restore')) {
  removeArquero(paths);
  removeBrowser(paths);
} else if (packs || !library.isPresent(paths, /** @type {any} */ ({}))) {
  await library.run(
    /** @type {any} */ ({
      project: paths,
      run: async (/** @type {string} */ command, /** @type {string[]} */ args) =>
        void execFileSync(command, args, { cwd: paths.root, stdio: 'inherit' }),
    }),
  );
  if (packs) {
    await addArquero(paths);
    await addBrowser(paths);
  }
}
