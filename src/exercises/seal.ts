// Makes built-in objects and the library read-only while a submission is graded. Its cells and checks run in one process, and a
// changed Math or library would break its other answers. Marks do not depend on this: the judge is another process.
import { tf } from '../backend';
import { folderOf, loadedModules } from '../platform';

const globals = [
  'Array',
  'ArrayBuffer',
  'Date',
  'Error',
  'Float32Array',
  'Float64Array',
  'Function',
  'Int32Array',
  'JSON',
  'Map',
  'Math',
  'Number',
  'Object',
  'Promise',
  'Reflect',
  'Set',
  'String',
  'Symbol',
  'Uint8Array',
] as const;

/** Makes a property that can be neither assigned nor defined anew. */
function fix(owner: object, name: PropertyKey): void {
  const value: unknown = Reflect.get(owner, name);
  Object.defineProperty(owner, name, { value, writable: false, configurable: false });
}

/** V8 has fast ways for arrays and promises as long as nothing is done to these. */
const leftAlone = new Set<PropertyKey>([
  'constructor',
  'then',
  'next',
  'prototype',
  Symbol.iterator,
  Symbol.species,
]);

function methodsOf(owner: object): PropertyKey[] {
  return Reflect.ownKeys(owner).filter((key) => {
    const property = Reflect.getOwnPropertyDescriptor(owner, key)!;
    return !leftAlone.has(key) && property.configurable === true && typeof property.value === 'function';
  });
}

/** Makes the methods of a prototype unchangeable. Objects that have it may still get methods of these names of their own. */
function fixInherited(prototype: object): void {
  for (const key of methodsOf(prototype)) {
    const method: unknown = Reflect.get(prototype, key);
    Object.defineProperty(prototype, key, {
      get: () => method,
      set(this: object, value: unknown) {
        if (this === prototype)
          throw new TypeError(`${String(key)} is not to be changed where work is graded`);
        Object.defineProperty(this, key, { value, writable: true, enumerable: true, configurable: true });
      },
      configurable: false,
    });
  }
  Object.preventExtensions(prototype);
}

/** An object with all that it holds: tables of this library, not what it has from others. */
function freezeAll(owner: object, seen = new Set<object>()): void {
  if (seen.has(owner)) return;
  seen.add(owner);
  for (const { value } of Object.values(Object.getOwnPropertyDescriptors(owner)) as { value?: unknown }[])
    if (typeof value === 'object' && value !== null) freezeAll(value, seen);
  Object.freeze(owner);
}

function fixMethods(owner: object): void {
  for (const key of methodsOf(owner)) fix(owner, key);
}

/**
 * Makes what an answer and its check rest on unchangeable: the methods of `Math`, `JSON`, arrays, promises and the like,
 * `console`, tfjs's functions and tensors, every module of this library, the function by which the kernel displays values, and the
 * modules that `require` finds. A process that grades submissions calls it first; it is irreversible for the life of the process,
 * and a second call changes nothing. A later assignment to any of these throws a TypeError in strict mode.
 *
 * @throws {TypeError} when one of these is already unchangeable with a getter
 * @example
 * const isGrading = process.argv.includes('--grade');
 * if (isGrading) exercises.seal();
 */
export function seal(): void {
  for (const name of [...globals, 'console']) fix(globalThis, name);
  for (const object of [Math, JSON, Reflect, console, tf]) Object.freeze(object);
  for (const name of globals) {
    const { prototype } = globalThis[name] as { prototype?: object };
    fixMethods(globalThis[name]);
    if (prototype && prototype !== Object.prototype && prototype !== Error.prototype) fixMethods(prototype);
  }
  fixMethods(Object.getPrototypeOf(Float32Array.prototype) as object);
  fixMethods(tf.Tensor.prototype);
  for (const name of ['tidy', 'startScope', 'endScope']) fix(tf.engine(), name);
  Object.preventExtensions(Array.prototype);
  fixInherited(Object.prototype);
  fixInherited(Error.prototype);
  const modules = loadedModules();
  for (const [file, module] of Object.entries(modules)) {
    if (module === undefined) continue;
    if (file.startsWith(folderOf('exercises'))) freezeAll(module.exports as object);
    else if (file.startsWith(folderOf())) Object.freeze(module.exports);
    if (/[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(file))
      fix(module.exports as object, 'lastWriteDisplayData');
    fix(module, 'exports');
    fix(modules, file);
  }
}
