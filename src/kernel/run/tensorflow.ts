// Prepares the process for TensorFlow.js, which is not loaded here: a notebook may do without.
import { createRequire } from 'node:module';
import util from 'node:util';
import settings from '../../tensorflow-environment.json';

/**
 * Sets the environment that TensorFlow reads when it loads: a cell may import @tensorflow/tfjs-node before this project's library,
 * which sets the same. A setting of the user's own wins.
 */
export function prepareTensorFlow(): void {
  for (const [name, { value }] of Object.entries(settings)) process.env[name] ??= value;
  // tfjs-node 4.22 calls this function, which warns in Node 22 and is gone from Node 23 on.
  const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean };
  if (legacy.isNullOrUndefined === undefined || Number.parseInt(process.versions.node) >= 22)
    legacy.isNullOrUndefined = (value) => value === null || value === undefined;
  keepSignalsOffMainThread();
}

/** As the library does; native/signals.cpp says why. */
function keepSignalsOffMainThread(): void {
  if (process.platform === 'win32') return;
  try {
    const addon: unknown = createRequire(__filename)('../../../build/engine/engine.node');
    (addon as { keepSignalsOffMainThread(): void }).keepSignalsOffMainThread();
  } catch {
    // Set-up has left the addon out, or it is an older one.
  }
}

interface Engine {
  readonly state: {
    scopeStack: unknown[];
    numDataMovesStack: number[];
    gradientDepth: number;
    kernelDepth: number;
    /** The operations whose gradient is wanted, with the tensors that are kept for it. */
    activeTape?: { saved?: { dispose(): void }[] }[] | null;
  };
  /** A backend may give a function that restores its state after an interrupt. */
  readonly backendInstance?: { interrupted?: () => void };
  endScope(): void;
}

const TFJS_CORE = /[\\/]tfjs-core[\\/]dist[\\/]tf-core\.node\.js$/;

/**
 * Interrupted code has not run its `finally`. TensorFlow.js's engine then counts as inside an operation and records no gradients, or
 * inside a gradient and records everything.
 */
export function resetEngines(): void {
  for (const [path, module] of Object.entries(require.cache))
    if (TFJS_CORE.test(path)) reset((module!.exports as { engine(): Engine }).engine());
}

function reset(engine: Engine): void {
  const { state } = engine;
  attempt(() => engine.backendInstance?.interrupted?.());
  for (const { saved = [] } of state.activeTape ?? [])
    for (const tensor of saved)
      attempt(() => {
        tensor.dispose();
      });
  // Ends every tidy, which disposes its tensors.
  for (let left = state.scopeStack.length - 1; left >= 0; left--) {
    attempt(() => {
      engine.endScope();
    });
    state.scopeStack.length = left;
  }
  Object.assign(state, { gradientDepth: 0, kernelDepth: 0, activeTape: null, numDataMovesStack: [] });
}

/** A tensor that was cut off while it was made cannot be disposed. */
function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // Nothing is lost but this tensor's memory.
  }
}

/** `fit` refuses a model whose last `fit` has not come to its end. */
export function releaseModels(values: Iterable<unknown>): void {
  for (const value of values) {
    if (typeof value !== 'object' || value === null || !('isTraining' in value && 'fit' in value)) continue;
    value.isTraining = false;
    if ('model' in value) releaseModels([value.model]); // a Sequential trains the model that it holds
  }
}
