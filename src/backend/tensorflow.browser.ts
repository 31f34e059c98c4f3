// The one place that loads TensorFlow.js. The page chooses the backend: cpu and webgl are there, wasm and webgpu are imported.
import * as tf from '@tensorflow/tfjs';

export { tf };

export const summaryFileWriter: (folder: string) => unknown = () => {
  throw new Error("TensorBoard's event files are written by @tensorflow/tfjs-node, in Node");
};
