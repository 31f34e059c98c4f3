// The environment variables of TensorFlow.
import { readFileSync } from 'node:fs';

/** @type {Record<string, { value: string, why: string }>} */
const settings = JSON.parse(
  readFileSync(new URL('../src/tensorflow-environment.json', import.meta.url), 'utf8'),
);

/** The environment that TensorFlow reads when it loads, as the library and the kernel set it. */
export const tensorFlowEnvironment = Object.fromEntries(
  Object.entries(settings).map(([name, { value }]) => [name, value]),
);
