// Gives the library what it needs of the page that it runs in. See platform.ts.

/** Gives the page a turn: it draws, and takes clicks. */
export const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve);
  });

/** A value as an error message shows it: its outermost level. */
export const inspect: (value: unknown, options?: object) => string = (value) => {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return value.name ? `[Function: ${value.name}]` : '[Function (anonymous)]';
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Error || value instanceof RegExp || value instanceof Date) return String(value);
  const inner = (one: unknown): string =>
    typeof one === 'object' && one !== null ? (Array.isArray(one) ? '[Array]' : '[Object]') : inspect(one);
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView)))
    return inspectList(value as ArrayLike<unknown>, inner);
  const name = (Object.getPrototypeOf(value) as object | null)?.constructor.name;
  const prefix = name === undefined ? '[Object: null prototype] ' : name === 'Object' ? '' : `${name} `;
  const fields = Object.entries(value).map(([key, one]) => `${key}: ${inner(one)}`);
  return `${prefix}${fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`}`;
};

const SHOWN_ITEMS = 6;

function inspectList(list: ArrayLike<unknown>, inner: (one: unknown) => string): string {
  const items = Array.from({ length: Math.min(list.length, SHOWN_ITEMS) }, (_, i) => inner(list[i]));
  const more = list.length - items.length;
  if (more > 0) items.push(`... ${more} more item${more === 1 ? '' : 's'}`);
  const prefix = Array.isArray(list) ? '' : `${list.constructor.name}(${list.length}) `;
  return `${prefix}${items.length === 0 ? '[]' : `[ ${items.join(', ')} ]`}`;
}

/** No file is known to be the library's. */
export const folderOf = (part = ''): string => `/${part}`;

export const loadedModules = (): Record<string, { exports: unknown } | undefined> => ({});

export const environmentVariable: (name: string) => string | undefined = () => undefined;

export const processId = (): number => 0;

/** Writes a line to the page's console. */
export function printLine(text: string): void {
  console.log(text);
}

export const terminal: { isInteractive(): boolean; write(text: string): void } = {
  isInteractive: () => false,
  write: () => undefined,
};

/** The addresses of data files, from the package's own files. (Bundlers look for this form.) */
const urls = {
  'digits.csv': () => new URL('../../data/digits.csv', import.meta.url),
  'exercises/visible.json': () => new URL('../../data/exercises/visible.json', import.meta.url),
};
export type DataName = keyof typeof urls;

const texts = new Map<DataName, { readonly text: string; readonly from: string }>();
const loaders: Readonly<Record<DataName, string>> = {
  'digits.csv': 'datasets.loadDigits',
  'exercises/visible.json': 'exercises.loadCases',
};

/** The text of a file that was loaded. @throws {Error} where it was not */
export function readData(name: DataName): string {
  const known = texts.get(name);
  if (known === undefined)
    throw new Error(
      `A browser has to fetch ${name} first: await ${loaders[name]}(), or ${loaders[name]}(url) with the place where your page has it`,
    );
  return known.text;
}

/** Fetches a file of data. @throws {Error} where that fails */
export async function loadData(name: DataName, where: string, url?: string | URL): Promise<void> {
  const from = String(url ?? urls[name]());
  if (texts.get(name)?.from === from) return;
  const response = await fetch(from).catch((error: unknown) => {
    throw new Error(`${where}: ${from} can't be fetched (${String(error)})`, { cause: error });
  });
  if (!response.ok) throw new Error(`${where}: ${from} can't be fetched (status ${response.status})`);
  texts.set(name, { text: await response.text(), from });
}

const noFiles = (): never => {
  throw new Error('a browser writes no files');
};
export const makeFolder: (folder: string) => void = noFiles;
export const makeFile: (file: string) => void = noFiles;
export const appendToFile: (file: string, text: string) => void = noFiles;
