// The functions that compiled code calls for what this Node's JavaScript lacks: `using`, decorators.
import * as tslib from 'tslib';

export const helpers: Readonly<Record<string, unknown>> = tslib;
export const helperNames: ReadonlySet<string> = new Set(
  Object.keys(tslib).filter((name) => name.startsWith('__')),
);
