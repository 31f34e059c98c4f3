// Reads of standard input by its descriptor, 0, or its name: each read that needs more asks the person at the notebook for a line.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { AnyFunction } from '../any-function';

const isStandardInput = (target: unknown): boolean => target === 0 || target === '/dev/stdin';

/** `ask` gives a line, without its end, or throws. */
export function answerReads(ask: () => string): void {
  const functions = fs as unknown as Record<'readFileSync' | 'readSync', AnyFunction>;
  const { readFileSync, readSync } = functions;
  let rest = Buffer.alloc(0);
  const line = () => `${ask()}\n`;

  // All that there is to read, to the end: one answer.
  functions.readFileSync = function (path, options) {
    if (!isStandardInput(path)) return Reflect.apply(readFileSync, this, [path, options]);
    const encoding =
      typeof options === 'string' ? options : (options as { encoding?: string } | null)?.encoding;
    return encoding ? line() : Buffer.from(line());
  };

  functions.readSync = function (descriptor, ...args) {
    if (!isStandardInput(descriptor)) return Reflect.apply(readSync, this, [descriptor, ...args]);
    const target = bytes(args[0] as NodeJS.ArrayBufferView);
    const [offset = 0, length = target.length - offset] = range(args[1], args[2]);
    if (rest.length === 0) rest = Buffer.from(line());
    const part = rest.subarray(0, length);
    target.set(part, offset);
    rest = rest.subarray(part.length);
    return part.length;
  };
  syncBuiltinESMExports();
}

const bytes = ({ buffer, byteOffset, byteLength }: NodeJS.ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Reads offset and length of a read, given as two numbers or as options. */
function range(second: unknown, third: unknown): [offset?: number, length?: number] {
  const { offset, length } =
    typeof second === 'object' && second !== null
      ? (second as { offset?: unknown; length?: unknown })
      : { offset: second, length: third };
  const number = (value: unknown) => (typeof value === 'number' ? value : undefined);
  return [number(offset), number(length)] as [number?, number?];
}
