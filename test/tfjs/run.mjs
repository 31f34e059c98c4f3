#!/usr/bin/env node
// The tests of @tensorflow/tfjs-core through `compile`: what is not in listed.json is to pass, what is there is not. With
// TEST_ENGINE=native, graphs of ops that the native engine has run in it.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, '../../build/test');
const SHARES = 2; // of the tests, each in a process of its own

/** @typedef {{ name: string, status: string, refused: string | null, error: string | null }} Result */

/** @param {string} bundled @param {number} share @returns {Promise<Result[]>} */
const runShare = (bundled, share) =>
  new Promise((resolve, reject) => {
    const outfile = join(folder, `tfjs-${share}.json`);
    const args = [
      join(here, 'share.mjs'),
      bundled,
      outfile,
      String(share),
      String(SHARES),
      process.argv[2] ?? '',
    ];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (data) => (errors += data));
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(readFileSync(outfile, 'utf8')));
      else reject(new Error(`share ${share} ended with ${code}\n${errors.slice(-2000)}`));
    });
  });

mkdirSync(folder, { recursive: true });
const bundled = join(folder, 'tfjs.cjs');
const files = await bundle(bundled);
const shares = Array.from({ length: SHARES }, (_, share) => runShare(bundled, share));
const results = (await Promise.all(shares)).flat();

/** @type {Record<string, string[]>} */
const listed = JSON.parse(readFileSync(join(here, 'listed.json'), 'utf8'));
const reasons = new Map(
  Object.entries(listed).flatMap(([reason, names]) => names.map((name) => [name, reason])),
);
/** @param {Result} result */
const isFine = ({ status, refused }) => status === 'passed' && refused === null;

const problems = results.flatMap((result) => {
  const { name, refused, error } = result;
  if (isFine(result) === !reasons.has(name)) return [];
  return [isFine(result) ? `${name}\n    is listed, and passes` : `${name}\n    ${refused ?? error}`];
});
const all = process.argv[2] === undefined;
const met = new Set(results.map(({ name }) => name));
if (all)
  for (const name of reasons.keys())
    if (!met.has(name)) problems.push(`${name}\n    is listed, and is no test`);

for (const problem of problems.slice(0, 50)) console.error(`✗ ${problem}`);
if (problems.length > 50) console.error(`… and ${problems.length - 50} more`);
console.log(`${results.length} tests of ${files} files through compile`);
for (const [reason, names] of Object.entries(listed)) console.log(`  ${names.length} listed: ${reason}`);
const counts = { passed: results.length - problems.length, failed: problems.length, skipped: 0 };
writeFileSync(join(folder, 'tfjs.json'), JSON.stringify(counts));
process.exitCode = problems.length > 0 ? 1 : 0;
