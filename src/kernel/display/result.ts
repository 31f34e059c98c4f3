// The MIME bundle of the value of a cell's last expression.
import { inspect } from 'node:util';
import { wireBundle, type Bundle } from './bundle';
import { builtIn } from './formatters';

/** A value says itself how it is shown, by a method of this name, as in other kernels of JavaScript. */
const protocol = Symbol.for('Jupyter.display');
/**
 * A library says how it shows values of others, by adding to this list, of the kernel's global object, a function that gives a
 * bundle or null.
 */
const list = Symbol.for('Jupyter.formatters');

type Formatter = (value: unknown) => Bundle | null;

const formatters: Formatter[] = [];
Object.defineProperty(globalThis, list, { value: formatters });

/** Gives a promise where the value's own method does. */
export function resultBundle(value: unknown): Bundle | Promise<Bundle> {
  const method = methodOf(value);
  if (!method) return format(value);
  const given = method.call(value);
  return isPromise(given) ? given.then((bundle) => complete(bundle, value)) : complete(given, value);
}

function methodOf(value: unknown): ((this: unknown) => unknown) | null {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return null;
  try {
    const method = (value as Record<symbol, unknown>)[protocol];
    return typeof method === 'function' ? (method as () => unknown) : null;
  } catch {
    return null; // some proxies and getters answer no question
  }
}

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === 'function';

function complete(bundle: unknown, value: unknown): Bundle {
  if (typeof bundle !== 'object' || bundle === null || Array.isArray(bundle))
    throw new TypeError(
      `[Symbol.for('Jupyter.display')]() gave ${inspect(bundle, { depth: 0 })}; it gives an object from MIME types to data, such as { 'text/plain': 'words' }`,
    );
  const data = bundle as Bundle;
  return wireBundle('text/plain' in data ? data : { ...data, 'text/plain': inspect(value) });
}

/** The latest to be registered comes first: where a library was loaded twice, the new one counts. */
function format(value: unknown): Bundle {
  for (const formatter of [...formatters].reverse().concat(builtIn)) {
    try {
      const bundle = formatter(value);
      if (bundle) return wireBundle(bundle);
    } catch {
      // It only looks like something that the formatter knows.
    }
  }
  return { 'text/plain': inspect(value) };
}
