import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Project, projectPaths } from '../../scripts/paths.mjs';
import { arePackagesInstalled } from '../../scripts/setup/packages.mjs';
import { remove, temporaryFolder } from './project.js';

let project: Project;
const wanted = {
  '': { name: 'project', version: '1.0.0' },
  'node_modules/a': { version: '1.2.3' },
  'node_modules/a/node_modules/b': { version: '2.0.0' },
  'node_modules/c': { version: '3.0.0', optional: true, os: ['another'] },
};
const { '': _, 'node_modules/c': __, ...installed } = wanted;

/** Writes node_modules as npm would have left it. */
const install = (packages: Record<string, object>) => {
  writeFileSync(path.join(project.modules, '.package-lock.json'), JSON.stringify({ packages }));
};
beforeEach(() => {
  project = projectPaths(temporaryFolder());
  writeFileSync(path.join(project.root, 'package-lock.json'), JSON.stringify({ packages: wanted }));
  for (const folder of Object.keys(installed))
    mkdirSync(path.join(project.root, folder), { recursive: true });
});
afterEach(() => {
  remove(project.root);
});

describe("npm's work is not done again", () => {
  it('where it is what package-lock.json asks for, less what is optional and for other systems', () => {
    install(installed);
    expect(arePackagesInstalled(project)).toBe(true);
  });
});

describe("npm's work is done again", () => {
  it('where npm did not come to an end', () => {
    expect(arePackagesInstalled(project)).toBe(false);
  });

  it('where a package has another version', () => {
    install({ ...installed, 'node_modules/a/node_modules/b': { version: '2.0.1' } });
    expect(arePackagesInstalled(project)).toBe(false);
  });

  it('where a package is missing, in the record or on the disk', () => {
    install({ 'node_modules/a': installed['node_modules/a'] });
    expect(arePackagesInstalled(project)).toBe(false);
    install(installed);
    remove(path.join(project.modules, 'a', 'node_modules'));
    expect(arePackagesInstalled(project)).toBe(false);
  });
});
