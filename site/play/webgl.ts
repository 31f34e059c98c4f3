// WebGL in a worker, tried beside wasm: it is taken where it is faster on the states of a drag, and has the same numbers.
import '@tensorflow/tfjs-backend-webgl';
import { env, getBackend, ready, setBackend } from '@tensorflow/tfjs-core';
import { nextTurn } from '../../src/platform';
import { measureNorms } from '../../src/play/measure';
import { DEFAULT_STATE, type PlayState } from '../../src/play/state';

/** The times of both backends, and which is used from now on. */
export interface Comparison {
  /** Milliseconds, of wasm and of WebGL; null where there is none, or a new state came first. */
  readonly wasm: number | null;
  readonly webgl: number | null;
  /** The largest relative difference of a norm; null where WebGL has not measured all. */
  readonly difference: number | null;
  readonly backend: string;
  /** Whether it came to an end before a new state. */
  readonly isDone: boolean;
}

const TOLERANCE = 1e-4;

/** A drag: twenty layers at two widths, of which WebGL compiles its programs anew, and at some scales, of which it does not. */
const DRAG: readonly PlayState[] = [64, 48].flatMap((width) =>
  [1, 1.12, 1.26].map((scale): PlayState => ({
    ...DEFAULT_STATE,
    ...{ depth: 20, width, batch: 64, activation: 'tanh', initializer: 'lecunNormal', scale },
  })),
);

/** Whether a worker has WebGL 2 with float32, drawn by a graphics card unless `isSoftwareEnough`. */
function hasWebgl(isSoftwareEnough: boolean): boolean {
  if (typeof OffscreenCanvas === 'undefined') return false;
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2', {
    failIfMajorPerformanceCaveat: !isSoftwareEnough,
  });
  if (gl?.getExtension('EXT_color_buffer_float') == null) return false;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = info === null ? '' : String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return isSoftwareEnough || !/swiftshader|llvmpipe|software|basic render/i.test(renderer);
}

interface Timed {
  readonly milliseconds: number;
  readonly norms: readonly number[];
}

/** Measures the states of a drag, as long as it takes no longer than `limit`, and nobody else wants the worker. */
async function timeDrag(limit: number, isWanted: () => boolean): Promise<Timed | null> {
  const norms: number[] = [];
  let milliseconds = 0;
  for (const state of DRAG) {
    if (isWanted() || milliseconds > limit) return null;
    const began = performance.now();
    norms.push(...measureNorms(state));
    milliseconds += performance.now() - began;
    await nextTurn();
  }
  return { milliseconds, norms };
}

/**
 * Compares WebGL with the backend that runs, wasm, and leaves the faster one on.
 *
 * @param isWanted whether somebody else wants the worker by now, which ends the comparison
 * @param isForced whether WebGL is measured to the end, be it slow or without a graphics card
 */
export async function compareWithWebgl(isWanted: () => boolean, isForced: boolean): Promise<Comparison> {
  const none = { wasm: null, webgl: null, difference: null, backend: getBackend() };
  if (getBackend() !== 'wasm' || !hasWebgl(isForced)) return { ...none, isDone: true };
  const wasm = await timeDrag(Infinity, isWanted);
  if (wasm === null) return { ...none, isDone: false };
  let webgl: Timed | null = null;
  try {
    if (await setBackend('webgl')) {
      await ready();
      if (env().getBool('WEBGL_RENDER_FLOAT32_ENABLED'))
        webgl = await timeDrag(isForced ? Infinity : 2 * wasm.milliseconds, isWanted);
    }
  } catch {
    // wasm stays.
  }
  const difference =
    webgl === null ? null : Math.max(...webgl.norms.map((norm, i) => Math.abs(norm / wasm.norms[i]! - 1)));
  const isBetter = webgl !== null && difference! < TOLERANCE && webgl.milliseconds < wasm.milliseconds;
  if (!isBetter) await setBackend('wasm');
  return {
    wasm: wasm.milliseconds,
    webgl: webgl?.milliseconds ?? null,
    difference,
    backend: getBackend(),
    isDone: webgl !== null || !isWanted(),
  };
}
