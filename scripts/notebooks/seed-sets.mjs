// `npm run notebooks -- --seeds 101..120`: the claims of the notebooks on many sets of seeds, and which of them fall.
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { hashFiles } from '../files.mjs';
import { paths } from '../paths.mjs';
import { duration, Progress } from '../progress.mjs';
import { findFailures } from './check.mjs';
import { startCompileService } from '../compile-service.mjs';
import { readClaims } from './front/read.mjs';
import { inParallel } from './parallel.mjs';
import { readNotebook } from './notebook.mjs';
import { Drivers } from './run.mjs';

/** @typedef {import('./notebook.mjs').Notebook} Notebook */

/**
 * The outcome of one notebook on one set of seeds, a line of the journal.
 * @typedef {object} Entry
 * @property {string} key a hash of the notebook and the library: what has changed since runs again
 * @property {number} seeds the number of the set
 * @property {string} notebook its name
 * @property {number} seconds
 * @property {number} claims how many it makes
 * @property {{ sentence: string, expected: string, measured: string }[]} fallen those that do not hold
 * @property {string[]} errors of cells that failed
 */

/** @param {string} file @returns {Entry[]} */
const readJournal = (file) =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line.endsWith('}')) // the last one may be cut off
        .map((line) => JSON.parse(line))
    : [];

/** Folders of src/ that no notebook of the course computes with. */
const APART = new Set(['kernel', 'exercises', 'judge', 'cli']);

/** Lists the folders and files of src/ that the numbers of a notebook depend on. */
const libraryFolders = () =>
  readdirSync(path.join(paths.root, 'src'))
    .filter((name) => !APART.has(name))
    .map((name) => path.join('src', name));

/** @param {Notebook} notebook @param {string} library */
const keyOf = ({ file }, library) =>
  createHash('sha256').update(library).update(readFileSync(file)).digest('hex').slice(0, 16);

/** @param {string} executed a notebook's file @returns {Pick<Entry, 'claims' | 'fallen' | 'errors'>} */
function readOutcome(executed) {
  const content = readNotebook(executed);
  const claims = readClaims(content);
  return {
    claims: claims.length,
    fallen: claims
      .filter(({ holds }) => !holds)
      .map(({ sentence, expected, measured }) => ({ sentence, expected, measured })),
    errors: findFailures(content).map(
      ({ cell, of, ename, evalue }) => `code cell ${cell} of ${of}: ${ename}: ${evalue}`,
    ),
  };
}

/**
 * The report on a journal's entries.
 * @param {Entry[]} entries
 * @returns {string[]} lines: for each claim that fell, how often and with which numbers; cells that failed; a summary
 */
export function describeSeedSets(entries) {
  /** @type {Map<string, { runs: number, claims: number, fallen: Map<string, string[]> }>} */
  const notebooks = new Map();
  for (const { notebook, seeds, claims, fallen, errors } of entries) {
    const found = notebooks.get(notebook) ?? { runs: 0, claims: 0, fallen: new Map() };
    notebooks.set(notebook, found);
    found.runs++;
    found.claims += claims;
    const add = (/** @type {string} */ what, /** @type {string} */ how) =>
      found.fallen.set(what, [...(found.fallen.get(what) ?? []), `set ${seeds}: ${how}`]);
    for (const { sentence, expected, measured } of fallen)
      add(`“${sentence}” (expected ${expected})`, `measured ${measured}`);
    for (const error of errors) add('a cell failed', error);
  }
  const lines = [...notebooks]
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .flatMap(([name, { runs, fallen }]) => [
      `${fallen.size === 0 ? '✓' : '✗'} ${name}  ${runs} sets`,
      ...[...fallen].flatMap(([what, hows]) => [
        `  ${hows.length} of ${runs}: ${what}`,
        ...hows.map((how) => `    ${how}`),
      ]),
    ]);
  const total = [...notebooks.values()];
  const sum = (/** @type {(one: (typeof total)[number]) => number} */ of) =>
    total.reduce((all, one) => all + of(one), 0);
  const fell = sum(({ fallen }) => [...fallen.values()].flat().length);
  return [...lines, `${sum(({ runs }) => runs)} runs, ${sum(({ claims }) => claims)} claims, ${fell} fell`];
}

/**
 * Executes notebooks on sets of seeds, at low priority, with claims that are shown and do not throw. What a journal in the folder
 * `out` has already is not run again, so that a run that was interrupted is picked up.
 * @param {Notebook[]} notebooks
 * @param {{ sets: number[], workers: number, timeout: number, out: string, signal: AbortSignal }} options
 * @returns {Promise<number>} the exit code
 */
export async function runSeedSets(notebooks, { sets, workers, timeout, out, signal }) {
  os.setPriority(19); // inherited by the drivers and their kernels
  mkdirSync(out, { recursive: true });
  const journal = path.join(out, 'seed-sets.jsonl');
  const library = hashFiles(paths.root, ['data', ...libraryFolders()]);
  const keys = new Map(notebooks.map((notebook) => [notebook.name, keyOf(notebook, library)]));
  const done = new Map(
    readJournal(journal).map((entry) => [`${entry.key} ${entry.seeds} ${entry.notebook}`, entry]),
  );
  const idOf = (/** @type {string} */ name, /** @type {number} */ seeds) =>
    `${keys.get(name)} ${seeds} ${name}`;
  const left = sets.flatMap((seeds) =>
    notebooks.filter(({ name }) => !done.has(idOf(name, seeds))).map((notebook) => ({ seeds, notebook })),
  );
  const progress = new Progress(process.stdout, left.length, { logs: 'ends' });
  process.env.VANISHING_GRADIENTS_CLAIMS = 'show'; // src/notebook/interactive.ts
  const service = left.length > 1 ? await startCompileService() : null;
  await service?.ready;
  Object.assign(process.env, service?.env);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'seed-sets-'));
  try {
    for (const seeds of sets) {
      const waiting = left.filter((one) => one.seeds === seeds);
      process.env.VANISHING_GRADIENTS_SEEDS = String(seeds); // inherited by the drivers that start now
      const drivers = new Drivers();
      try {
        await inParallel(waiting, workers, async ({ notebook: { name, file } }) => {
          if (signal.aborted) return;
          const label = `${name}, set ${seeds}`;
          progress.start(label);
          const executed = path.join(folder, `${name}.ipynb`);
          const task = { notebook: file, executed, page: null, timeout, site: {} };
          const { seconds, problem } = await drivers.run(
            task,
            ({ cell, of }) => progress.update(label, `cell ${cell} of ${of}`),
            signal,
          );
          if (signal.aborted) return;
          const outcome = problem
            ? { claims: 0, fallen: [], errors: [`${problem.ename}: ${problem.evalue}`] }
            : readOutcome(executed);
          /** @type {Entry} */
          const entry = { key: keys.get(name) ?? '', seeds, notebook: name, seconds, ...outcome };
          // A driver that ended says nothing on the claims: it runs again next time.
          if (!problem) appendFileSync(journal, `${JSON.stringify(entry)}\n`);
          done.set(idOf(name, seeds), entry);
          const fell = entry.fallen.length + entry.errors.length;
          progress.done(
            label,
            () =>
              `${fell === 0 ? '✓' : '✗'} ${label}  ${duration(1000 * seconds)}${fell === 0 ? '' : `, ${fell} fell`}`,
          );
        });
      } finally {
        drivers.close();
      }
      if (signal.aborted) break;
    }
  } finally {
    progress.end();
    service?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const entries = sets.flatMap((seeds) => notebooks.flatMap(({ name }) => done.get(idOf(name, seeds)) ?? []));
  console.log(describeSeedSets(entries).join('\n'));
  if (signal.aborted) return Number(signal.reason);
  return entries.some(({ fallen, errors }) => fallen.length + errors.length > 0) ? 1 : 0;
}
