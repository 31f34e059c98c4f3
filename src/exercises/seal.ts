// Grading runs a student's cells and the checks in one process. Marks rest on values that are judged elsewhere, so there is
// nothing to win by changing Math or a checker; but it would spoil the answers to other exercises. So it fails where it is tried.
import { tf } from '../backend';

const globals = [
  'Array',
  'Date',
  'Float32Array',
  'JSON',
  'Map',
  'Math',
  'Number',
  'Object',
  'Promise',
  'Reflect',
];

/** Makes a property that can be neither assigned nor defined anew. */
function fix(owner: object, name: string): void {
  const value: unknown = Reflect.get(owner, name);
  Object.defineProperty(owner, name, { value, writable: false, configurable: false });
}

/**
 * Makes what an answer and its check rest on unchangeable: `Math`, `JSON`, `console`, tfjs's functions, every module of this
 * library, the kernel's way out, and which modules `require` finds. For grading; there is no way back.
 */
export function seal(): void {
  for (const name of [...globals, 'console']) fix(globalThis, name);
  for (const object of [Math, JSON, Reflect, console, tf]) Object.freeze(object);
  const library = __dirname.replace(/exercises$/, '');
  for (const [file, module] of Object.entries(require.cache)) {
    if (module === undefined) continue;
    if (file.startsWith(library)) Object.freeze(module.exports);
    if (/[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(file))
      fix(module.exports as object, 'lastWriteDisplayData');
    fix(module, 'exports');
    fix(require.cache, file);
  }
}
