// Gives the library what it needs of the program that it runs in: here Node, in platform.browser.ts a browser.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';

export { inspect } from 'node:util';

/** Lets the program do what waits for its turn, such as input and output. */
export const nextTurn = (): Promise<void> => setImmediate();

/** The folder of a part of the library's code; without a name, of all of it. */
export const folderOf = (part = ''): string => join(__dirname, part, sep);

/** The modules that the program has loaded, by file. */
export const loadedModules = (): NodeJS.Dict<NodeJS.Module> => require.cache;

/** The value of an environment variable; undefined where it is not set. */
export const environmentVariable = (name: string): string | undefined => process.env[name];

export const processId = (): number => process.pid;

/** Writes a line to standard output. */
export function printLine(text: string): void {
  process.stdout.write(text + '\n');
}

/** Standard error, where progress is shown if a person reads it. */
export const terminal = {
  isInteractive: (): boolean => process.stderr.isTTY,
  write(text: string): void {
    process.stderr.write(text);
  },
};

const dataFile = (name: string): string => join(__dirname, '..', 'data', name);

/** A file of the package's folder data; null where it is not there. */
export const readData = (name: DataName): string | null =>
  existsSync(dataFile(name)) ? readFileSync(dataFile(name), 'utf8') : null;

export type DataName = 'digits.csv' | 'exercises/visible.json';

/** Makes a file of data ready for `readData`: nothing to do in Node, where it lies in the package. */
export const loadData: (name: DataName, where: string, url?: string | URL) => Promise<void> = () =>
  Promise.resolve();

export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
}

/** Makes an empty file, and its folder where it is not there. */
export function makeFile(file: string): void {
  makeFolder(dirname(file));
  writeFileSync(file, '');
}

export function appendToFile(file: string, text: string): void {
  appendFileSync(file, text);
}
