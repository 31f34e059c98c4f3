// Names that the kernel inserts into a cell's code. They contain a letter that no keyboard has, so that they clash with no other name.

/** U+A78F: a letter in Unicode and in JavaScript, and in no keyboard layout. */
const MARK = '\ua78f';

/** The parameter through which a cell's code calls the kernel. */
export const runName = `run${MARK}`;

/** The variable that stands for the binding of a name: an object whose one property, under that name, is the value. */
export const bindingName = (name: string): string => `${MARK}${name}`;

/** The value of a binding, as an expression that can be assigned. */
export const valueOf = (name: string): string => `${bindingName(name)}.${name}`;

/** A local copy of the value, in a loop. */
export const copyName = (name: string): string => `${MARK}${MARK}${name}`;

/** The binding of `export default` with an expression. */
export const defaultName = `${MARK}default`;

export const isKernelName = (name: string): boolean => name.includes(MARK);

const IDENTIFIER = '([\\p{ID_Continue}$\\u200c\\u200d]+)';
const replacements: readonly [RegExp, string][] = [
  [new RegExp(`\\(0 ?, ${MARK}${IDENTIFIER}\\.\\1\\)`, 'gu'), '$1'],
  [new RegExp(`${MARK}${IDENTIFIER}\\.\\1(?![\\p{ID_Continue}$])`, 'gu'), '$1'],
  [new RegExp(`${runName}\\.free\\("${IDENTIFIER}"\\)`, 'gu'), '$1'],
  [new RegExp(`${runName}\\.thrown = `, 'gu'), ''],
  [new RegExp(`${runName}\\.restoreNames\\([^()]*\\); ?`, 'gu'), ''],
  [new RegExp(`${runName}\\.import\\(`, 'gu'), 'import('],
  [new RegExp(`${runName}\\.meta`, 'gu'), 'import.meta'],
  [new RegExp(MARK, 'gu'), ''],
];

/** A text that V8 made of a cell's code, in the reader's own names. */
export function withSourceNames(text: string): string {
  if (!text.includes(MARK)) return text;
  return replacements.reduce((changed, [form, plain]) => changed.replace(form, plain), text);
}
