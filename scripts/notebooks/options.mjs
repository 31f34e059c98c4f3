// Command-line options of `npm run notebooks`.
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { HELP_OPTION, parseArguments, textOptions, UsageError, wholeNumber } from '../options.mjs';
import { paths } from '../paths.mjs';

export const HELP = `npm run notebooks [-- [options] [NOTEBOOK…]]

Executes the notebooks headless and makes a page of each: build/site/index.html.
A NOTEBOOK is a number (03, or 3; 04b, or 4b: 4 is 04 alone), or a name or its beginning (03-init). Without any,
all of them.

  --workers N        how many run at the same time; default: one a processor core
  --timeout SECONDS  how long a cell may run; default: 120
  --dir FOLDER       where the notebooks are; default: notebooks
  --out FOLDER       where the site and the executed notebooks go; default: build
  --url URL          where the site will be published: link previews then get a picture, which takes Chromium or
                     Chrome, and search engines a sitemap and a robots.txt. Without it the pages have neither, and
                     are the same otherwise
  --seeds N          draw all random numbers from another set of seeds, number N, to see whether the claims hold
                     there too; what it makes goes to build/seeds-N
  --seeds A..B       run the notebooks on each of these sets, at low priority, and report the claims that fall, with
                     their numbers; claims are shown and do not throw. build/seed-sets keeps what is done: a run that
                     was interrupted goes on, and what has not changed is not run again
  --engine NAME      which engine runs compiled graphs that ask for none, tensorflow or native: do the claims hold
                     there too? What the native one makes goes to build/native; default: tensorflow
  --check            run nothing: say whether the NOTEBOOK files given hold a failed cell, or one that never ran
  --help             this

Ends with 0 when every cell of every notebook ran, 1 when one failed, 2 when it was not told right what to do.`;

/** Checks the address of the site, and ends it with a slash. @param {string | undefined} text */
function siteUrl(text) {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash) {
    throw new UsageError(`--url takes an address such as https://example.org/course/, not '${text}'`);
  }
  return url.href.replace(/\/?$/, '/');
}

/**
 * The numbers of the sets in a range A..B; none where the option is one number.
 * @param {string | undefined} text
 */
function seedSets(text) {
  const [, from, to] = /^(\d+)\.\.(\d+)$/.exec(text ?? '') ?? [];
  if (from === undefined) return [];
  const [low, high] = [wholeNumber('seeds', from, 0, 7), wholeNumber('seeds', to, 0, 7)];
  if (low > high || high - low >= 1000)
    throw new UsageError(`--seeds takes at most 1000 sets, the lower number first, not '${text}'`);
  return Array.from({ length: high - low + 1 }, (_, i) => low + i);
}

const ENGINES = ['tensorflow', 'native'];

/** @param {string | undefined} name */
function engineOf(name = 'tensorflow') {
  if (ENGINES.includes(name)) return name;
  throw new UsageError(`--engine takes ${ENGINES.join(' or ')}, not '${name}'`);
}

/** @param {{ out?: string, seeds?: string, engine?: string }} values */
function outputFolder({ out, seeds, engine }) {
  if (out !== undefined) return path.resolve(out);
  const own = engineOf(engine) === 'native' ? ['native'] : [];
  const build = path.join(path.dirname(paths.site), ...own);
  if (seeds === undefined) return build;
  return path.join(build, seedSets(seeds).length > 0 ? 'seed-sets' : `seeds-${seeds}`);
}

const OPTIONS = /** @type {const} */ ({
  ...textOptions('workers', 'timeout', 'dir', 'out', 'seeds', 'url', 'engine'),
  check: { type: 'boolean' },
  ...HELP_OPTION,
});

/**
 * @param {string[]} args the arguments of the command
 * @throws {UsageError}
 */
export function parseOptions(args) {
  const { values, positionals } = parseArguments(args, OPTIONS);
  const sets = seedSets(values.seeds);
  return {
    help: values.help === true,
    check: values.check === true,
    named: positionals,
    workers: wholeNumber('workers', values.workers, availableParallelism(), 7),
    timeout: wholeNumber('timeout', values.timeout, 120, 7),
    folder: values.dir === undefined ? paths.notebooks : path.resolve(values.dir),
    seeds:
      values.seeds === undefined || sets.length > 0 ? '' : String(wholeNumber('seeds', values.seeds, 0, 7)),
    sets,
    engine: engineOf(values.engine),
    url: siteUrl(values.url),
    out: outputFolder(values),
  };
}
