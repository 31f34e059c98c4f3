// The programs of the workers, which a script of the site holds as text: a page that was opened as a file has workers too.

/** The program of the workers, TensorFlow.js's wasm in base64, and data. */
export interface Programs {
  readonly engine: string;
  readonly wasm: string;
  /** The table of digits, as CSV. */
  readonly digits: string;
}

declare global {
  var vanishingGradientsPrograms: Programs | undefined;
  var vanishingGradientsDiagnosis: string | undefined;
}

/** Runs a script, and gives what it has left under a name. */
function loadScript<T>(url: string, read: () => T | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const there = read();
    if (there !== undefined) {
      resolve(there);
      return;
    }
    const script = document.createElement('script');
    script.src = url;
    script.onload = () => {
      const left = read();
      if (left === undefined) reject(new Error(`${url} has no program`));
      else resolve(left);
    };
    script.onerror = () => {
      reject(new Error(`${url} can't be loaded`));
    };
    document.head.append(script);
  });
}

let programs: Promise<Programs> | undefined;
let diagnosis: Promise<string> | undefined;

/** Loads the programs, once a page. */
export const loadPrograms = (url: string): Promise<Programs> =>
  (programs ??= loadScript(url, () => globalThis.vanishingGradientsPrograms).catch((error: unknown) => {
    programs = undefined; // the network may come back
    throw error;
  }));

/** Loads the program of the worker that diagnoses, once a page. */
export const loadDiagnosis = (url: string): Promise<string> =>
  (diagnosis ??= loadScript(url, () => globalThis.vanishingGradientsDiagnosis).catch((error: unknown) => {
    diagnosis = undefined;
    throw error;
  }));

/** Starts a worker from its text. */
export function startWorker(text: string): Worker {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const worker = new Worker(url);
  worker.addEventListener(
    'message',
    () => {
      URL.revokeObjectURL(url);
    },
    { once: true },
  );
  return worker;
}

/** The bytes of a base64 text. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
