// Prepares the process for @tensorflow/tfjs-node before it loads: three environment variables and, from Node 22 on, a function of
// node:util. README names each. A variable that the user has set stays as it is.
import util from 'node:util';
import settings from '../tensorflow-environment.json';
import { hasStarted } from './started';

/**
 * Whether process.env is a copy that TensorFlow does not read, as in a worker thread or in Jest. The system refuses a name with
 * an equals sign in it; a copy takes it.
 */
function isCopy(): boolean {
  const name = 'VANISHING_GRADIENTS=';
  process.env[name] = '1';
  const isKept = name in process.env;
  Reflect.deleteProperty(process.env, name);
  return isKept;
}

function warn(missing: readonly (readonly [string, string])[], reason: string, instead: string): void {
  const settings = missing.map(([name, value]) => `${name}=${value}`).join(', ');
  process.emitWarning(
    `TensorFlow runs without the settings of vanishing-gradients (${settings}), because ${reason}. ` +
      `Training steps of small networks may take twice as long. ${instead}, or set the variables before the program starts.`,
    { type: 'Warning', code: 'VANISHING_GRADIENTS_SETTINGS' },
  );
}

// TensorFlow reads them once, as it starts.
const missing = Object.entries(settings)
  .filter(([name]) => process.env[name] === undefined)
  .map(([name, { value }]) => [name, value] as const);
if (missing.length > 0 && hasStarted())
  warn(
    missing,
    '@tensorflow/tfjs-node was loaded first',
    "Import 'vanishing-gradients' or 'vanishing-gradients/environment' before it",
  );
else if (missing.length > 0 && isCopy())
  warn(
    missing,
    'process.env is a copy here, as it is in worker threads and in Jest',
    "Import 'vanishing-gradients/environment' in the main thread before it starts the worker, or in Jest's configuration file",
  );
else Object.assign(process.env, Object.fromEntries(missing));

// tfjs-node 4.22 calls this function, which warns in Node 22 and is gone from Node 23 on.
const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean };
if (legacy.isNullOrUndefined === undefined || Number.parseInt(process.versions.node) >= 22)
  legacy.isNullOrUndefined = (value) => value === null || value === undefined;
