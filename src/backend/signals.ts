// Keeps handlers of signals off the main thread before TensorFlow loads, whose products on that thread they would corrupt: see
// native/signals.cpp. Only the addon can do it; README says what to do where there is none.
import { isMainThread } from 'node:worker_threads';
import { openAddon } from './addon';
import { hasStarted } from './started';

if (isMainThread && process.platform !== 'win32' && !hasStarted()) {
  const addon = openAddon();
  // An installation without the engine's sources may have an older addon, which lacks the function.
  if (typeof addon === 'object')
    (addon as { keepSignalsOffMainThread?: () => void }).keepSignalsOffMainThread?.();
}
