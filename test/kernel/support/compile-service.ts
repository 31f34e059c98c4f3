// One compile service for the kernels of the tests, which inherit its address.
import { startCompileService } from '../../../scripts/compile-service.mjs';
import { setUp } from '../../../scripts/setup.mjs';

export default async function start(): Promise<() => void> {
  await setUp();
  const { env, ready, stop } = await startCompileService({});
  Object.assign(process.env, env);
  await ready;
  return stop;
}
