// Keeps the code of an interrupted cell from going on in the background: a promise cannot be taken back, but where a timer never
// fires, nothing that waits for it goes on.
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify, types } from 'node:util';
import type { AnyFunction } from '../any-function';
import type { Current, Owner, Owners } from './owners';

const TIMERS = ['setTimeout', 'setImmediate', 'setInterval'] as const;
type Functions = Record<(typeof TIMERS)[number], AnyFunction>;

/** Lets a timer do nothing, from now on, once the owner is abandoned that was the current one when it was set. */
export function guardTimers(owners: Owners<Owner>): void {
  const current: Current = () => owners.current;
  const promised = timersPromises as unknown as Functions;
  const plain = timers as unknown as Functions;
  const global = globalThis as unknown as Functions;
  for (const name of TIMERS) {
    promised[name] = guardPromised(promised[name], current);
    global[name] = plain[name] = guardPlain(plain[name], promised[name], owners);
  }
  syncBuiltinESMExports();
}

function guardPlain(set: AnyFunction, promised: AnyFunction, owners: Owners<Owner>): AnyFunction {
  const guarded: AnyFunction = (callback, ...rest) => {
    const owner = owners.current;
    if (!owner || typeof callback !== 'function') return set(callback, ...rest);
    return set(
      function (this: unknown, ...args: unknown[]) {
        const end = () => {
          clearInterval(this as NodeJS.Timeout);
        };
        if (owner.abandoned) end();
        else callOnceFailing(end, () => owners.call(owner, callback as AnyFunction, this, args));
      },
      ...rest,
    );
  };
  return Object.assign(guarded, { [promisify.custom]: promised });
}

/** Calls it, and `end` where it fails, now or later: an interval that fails does so once. */
function callOnceFailing(end: () => void, call: () => unknown): void {
  try {
    const result = call();
    if (types.isPromise(result))
      result.catch((error: unknown) => {
        end();
        throw error;
      });
  } catch (error) {
    end();
    throw error;
  }
}

function guardPromised(set: AnyFunction, current: Current): AnyFunction {
  return (...args) => {
    const made = set(...args) as Promise<unknown> | AsyncIterator<unknown>;
    const owner = current();
    if (!owner) return made;
    if (!('next' in made)) return whileKept(owner, made);
    const next = made.next.bind(made);
    return Object.assign(made, { next: () => whileKept(owner, next()) });
  };
}

/** The promise, which never settles once its owner is abandoned. */
async function whileKept<T>(owner: Owner, promise: Promise<T>): Promise<T> {
  const value = await promise;
  return owner.abandoned ? new Promise<T>(() => undefined) : value;
}
