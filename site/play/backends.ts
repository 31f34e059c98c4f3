// The backend of TensorFlow.js in a worker: wasm, whose file comes with the program; cpu where that can't run.
import { env, ready, setBackend } from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

/** The names under which tfjs asks for its file; with SIMD and without threads it takes the second one. */
const WASM_FILES = [
  'tfjs-backend-wasm.wasm',
  'tfjs-backend-wasm-simd.wasm',
  'tfjs-backend-wasm-threaded-simd.wasm',
] as const;

/** Starts the fastest backend that is there without a graphics card, and says which. */
export async function startBackend(wasm: Uint8Array<ArrayBuffer>): Promise<string> {
  const url = URL.createObjectURL(new Blob([wasm], { type: 'application/wasm' }));
  try {
    env().set('WASM_HAS_MULTITHREAD_SUPPORT', false); // threads need headers that a page from a file has not
    if (await env().getAsync('WASM_HAS_SIMD_SUPPORT')) {
      setWasmPaths(Object.fromEntries(WASM_FILES.map((name) => [name, url])));
      if (await setBackend('wasm')) return 'wasm';
    }
  } catch {
    // The other backend follows.
  } finally {
    URL.revokeObjectURL(url);
  }
  await setBackend('cpu');
  await ready();
  return 'cpu';
}
