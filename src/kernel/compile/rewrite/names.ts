// Names that the kernel puts into a cell's code. They contain a letter that nobody types, so that they meet no other name.

/** U+A78F: a letter in Unicode and in JavaScript, and in no keyboard layout. */
const mark = '\ua78f';

/** Through which a cell's code reaches the kernel. */
export const runName = `run${mark}`;

/** The variable that stands for the binding of a name: an object whose one property, under that name, is the value. */
export const bindingName = (name: string): string => `${mark}${name}`;

/** Its value, as an expression that can be assigned. */
export const valueOf = (name: string): string => `${bindingName(name)}.${name}`;

/** A local copy of the value, in a loop. */
export const copyName = (name: string): string => `${mark}${mark}${name}`;

/** The binding that `export default` of an expression has. */
export const defaultName = `${mark}default`;

export const isKernelName = (name: string): boolean => name.includes(mark);

const identifier = '([\\p{ID_Continue}$\\u200c\\u200d]+)';
const replacements: readonly [RegExp, string][] = [
  [new RegExp(`\\(0 ?, ${mark}${identifier}\\.\\1\\)`, 'gu'), '$1'],
  [new RegExp(`${mark}${identifier}\\.\\1(?![\\p{ID_Continue}$])`, 'gu'), '$1'],
  [new RegExp(`${runName}\\.free\\("${identifier}"\\)`, 'gu'), '$1'],
  [new RegExp(`${runName}\\.thrown = `, 'gu'), ''],
  [new RegExp(`${runName}\\.mend\\([^()]*\\); ?`, 'gu'), ''],
  [new RegExp(`${runName}\\.import\\(`, 'gu'), 'import('],
  [new RegExp(`${runName}\\.meta`, 'gu'), 'import.meta'],
  [new RegExp(mark, 'gu'), ''],
];

/** A text that V8 made of a cell's code, in the reader's own names. */
export function withSourceNames(text: string): string {
  if (!text.includes(mark)) return text;
  return replacements.reduce((changed, [form, plain]) => changed.replace(form, plain), text);
}
