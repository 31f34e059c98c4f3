// Whose code is running, followed through timers, promises and callbacks; and how the code of an interrupted cell is kept from
// going on in the background: a promise cannot be taken back, but where a timer never fires, nothing that waits for it goes on.
import { AsyncLocalStorage } from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';

export interface Owner {
  /** Nothing of it is to run any more. */
  readonly abandoned: boolean;
}

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Functions = Record<string, AnyFunction>;

export class Ownership<O extends Owner> {
  readonly #storage = new AsyncLocalStorage<O | undefined>();

  run<T>(owner: O, action: () => T): T {
    return this.#storage.run(owner, action);
  }

  /** Undefined where nobody's code is running. */
  current(): O | undefined {
    return this.#storage.getStore();
  }

  /** Ends what `run` began: V8 leaves out its end where it cuts off a loop. */
  reset(): void {
    this.#storage.enterWith(undefined);
  }

  /** From now on, timers that an abandoned owner has set do nothing. */
  guardTimers(): void {
    const promised = timersPromises as unknown as Functions;
    for (const name of ['setTimeout', 'setImmediate', 'setInterval'])
      promised[name] = this.#guardPromised(promised[name]);
    const plain = timers as unknown as Functions;
    for (const name of ['setTimeout', 'setImmediate', 'setInterval'])
      plain[name] = (globalThis as unknown as Functions)[name] = this.#guardPlain(
        plain[name],
        promised[name],
      );
    syncBuiltinESMExports();
  }

  #guardPlain(set: AnyFunction, promised: AnyFunction): AnyFunction {
    const guarded: AnyFunction = (callback, ...rest) => {
      const owner = this.current();
      if (!owner || typeof callback !== 'function') return set(callback, ...rest);
      return set(
        function (this: unknown, ...args: unknown[]) {
          if (owner.abandoned) clearInterval(this as NodeJS.Timeout);
          else Reflect.apply(callback, this, args);
        },
        ...rest,
      );
    };
    return Object.assign(guarded, { [promisify.custom]: promised });
  }

  #guardPromised(set: AnyFunction): AnyFunction {
    return (...args) => {
      const made = set(...args) as Promise<unknown> | AsyncIterator<unknown>;
      const owner = this.current();
      if (!owner) return made;
      if (!('next' in made)) return whileKept(owner, made);
      const next = made.next.bind(made);
      return Object.assign(made, { next: () => whileKept(owner, next()) });
    };
  }
}

/** The promise, which never settles once its owner is abandoned. */
async function whileKept<T>(owner: Owner, promise: Promise<T>): Promise<T> {
  const value = await promise;
  return owner.abandoned ? new Promise<T>(() => undefined) : value;
}
