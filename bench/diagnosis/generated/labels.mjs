// The labels of the generated set: measured once, kept in labels.json, and appended line by line while they are measured.
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { caseOf, fingerprintOf, measureFamily, SPLITS } from './families.mjs';

const FILE = path.join(path.dirname(fileURLToPath(import.meta.url)), 'labels.json');

/** The lines of a file of JSON values; none where there is no file. An unfinished last line is left out. */
export const readLines = (file) =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line))
    : [];

/** The files of all shards of a split. */
const partsOf = (folder, split) =>
  readdirSync(folder)
    .filter((name) => name.startsWith(`labels-${split}-`))
    .map((name) => path.join(folder, name));

const partOf = (folder, split, shard) => path.join(folder, `labels-${split}-${shard}.jsonl`);

/**
 * Measures families of a split and appends their labels; families that are in the file of this or another shard already are left out.
 *
 * @param onFamily is called after each family
 */
export async function measureLabels(
  library,
  { folder, split, shard, shards, first, families, operators, onFamily },
) {
  mkdirSync(folder, { recursive: true });
  const file = partOf(folder, split, shard);
  const done = new Set(
    partsOf(folder, split).flatMap((part) => readLines(part).map(([{ family }]) => family)),
  );
  for (let i = first + shard; i < first + families; i += shards) {
    const family = SPLITS[split] + i;
    if (done.has(family)) continue;
    const labels = await measureFamily(library, family, operators);
    appendFileSync(file, JSON.stringify(labels) + '\n');
    onFamily(i, labels);
  }
}

/**
 * The labels that were measured so far, by split: the networks that learn, and those that a fault was seen to harm. A split of which
 * nothing was measured here keeps the labels that it has.
 */
export function collectLabels(folder) {
  const sets = JSON.parse(readFileSync(FILE, 'utf8'));
  for (const split of Object.keys(SPLITS)) {
    if (partsOf(folder, split).length === 0) continue;
    const families = partsOf(folder, split)
      .flatMap(readLines)
      .sort(([p], [q]) => p.family - q.family);
    sets[split] = {
      rejected: families.filter(([{ outcome }]) => outcome === 'rejected').length,
      harmless: families.flat().filter(({ outcome }) => outcome === 'harmless').length,
      networks: families.flat().filter(({ outcome }) => outcome !== 'rejected' && outcome !== 'harmless'),
    };
  }
  return sets;
}

export function writeLabels(sets) {
  const networks = (list) => list.map((label) => `   ${JSON.stringify(label)}`).join(',\n');
  const splits = Object.entries(sets).map(
    ([split, { rejected, harmless, networks: list }]) =>
      ` "${split}": { "rejected": ${rejected}, "harmless": ${harmless}, "networks": [\n${networks(list)}\n ] }`,
  );
  writeFileSync(FILE, `{\n${splits.join(',\n')}\n}\n`);
}

/**
 * The labelled cases of a split.
 *
 * @param {string} split
 * @returns {(import('./healthy.mjs').Case & { label: unknown })[]}
 * @throws {Error} when the generator has changed since a case was labelled
 */
export function labeledCases(split, sets = JSON.parse(readFileSync(FILE, 'utf8'))) {
  return sets[split].networks.map(({ family, operator, hash, ...label }) => {
    const c = caseOf(family, operator);
    if (fingerprintOf(c) !== hash)
      throw new Error(`${c.id} is not the network that was labelled; measure it again`);
    return { ...c, label };
  });
}
