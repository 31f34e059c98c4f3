#!/usr/bin/env node
// Makes dist what the published package holds: `npm pack`, `npm publish` and an installation from git run it as `prepare`.
// With --restore, dist is again as `npm run build` makes it.
import { execFileSync } from 'node:child_process';
import { addArquero, removeArquero } from './package/arquero.mjs';
import { addBrowser, removeBrowser } from './package/browser.mjs';
import { paths } from './paths.mjs';
import { library } from './setup/library.mjs';

if (process.argv.includes('--restore')) {
  removeArquero(paths);
  removeBrowser(paths);
} else {
  await library.run(
    /** @type {any} */ ({
      project: paths,
      run: async (/** @type {string} */ command, /** @type {string[]} */ args) =>
        void execFileSync(command, args, { cwd: paths.root, stdio: 'inherit' }),
    }),
  );
  await addArquero(paths);
  await addBrowser(paths);
}
