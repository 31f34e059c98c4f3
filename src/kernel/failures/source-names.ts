// Puts the names that the reader wrote back into messages of errors, into stacks, and into the
// text of functions.
import { types } from 'node:util';
import { withSourceNames } from '../compile/rewrite/names';

/** The same error, whose message speaks of the reader's names. */
export function restoreNames<T>(error: T): T {
  if (!types.isNativeError(error)) return error;
  try {
    const { message } = error;
    const restored = withSourceNames(message);
    if (restored !== message) error.message = restored;
  } catch {
    // A message may be anything, also a getter that throws.
  }
  return error;
}

/** Makes the text of a function what was written, from now on: libraries read it too, such as Arquero, which translates it. */
export function restoreFunctionText(): void {
  const { value: toString } = Object.getOwnPropertyDescriptor(Function.prototype, 'toString')! as {
    value: (this: unknown) => string;
  };
  const restoringToString = new Proxy(toString, {
    apply: (plain, self) => withSourceNames(Reflect.apply(plain, self, [])),
  });
  Object.defineProperty(Function.prototype, 'toString', {
    value: restoringToString,
    writable: true,
    configurable: true,
  });
}
