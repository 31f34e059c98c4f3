// Notices writes of the main thread that go past process.stdout, straight to a file descriptor.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { AnyFunction } from '../any-function';

const WRITES = [
  'write',
  'writeSync',
  'writev',
  'writevSync',
  'writeFile',
  'writeFileSync',
  'appendFileSync',
] as const;

/** Whether a target is standard output or standard error. */
const isStandardOutput = (target: unknown): boolean =>
  target === 1 ||
  target === 2 ||
  (typeof target === 'string' && /^\/(?:dev|proc\/self\/fd)\/(?:stdout|stderr|(?:fd\/)?[12])$/.test(target));

/** Calls `written` after each write to standard output or standard error. */
export function followDirectWrites(written: () => void): void {
  const functions = fs as unknown as Record<(typeof WRITES)[number], AnyFunction>;
  for (const name of WRITES) {
    const original = functions[name];
    functions[name] = Object.assign(function (this: unknown, ...args: unknown[]) {
      const result = Reflect.apply(original, this, args);
      if (isStandardOutput(args[0])) written();
      return result;
    }, original);
  }
  syncBuiltinESMExports();
}
