import { parseArgs } from 'node:util';

/** @typedef {import('./native/platforms.mjs').Route} Route */

export const help = `npm run setup -- [options]

Makes ready what the other commands need; each of them does this by itself.

  --native=prebuilt   use TensorFlow as tfjs-node's makers built it
  --native=wheel      build tfjs-node's addon against TensorFlow's Python wheel
                      (without either: the first that works here, and then that one)
  --verbose           show all that the steps print
  --help              show this`;

/** The command was typed wrongly. */
export class UsageError extends Error {}

/** @type {Route[]} */
const routes = ['prebuilt', 'wheel'];

/**
 * @param {string[]} args
 * @returns {{native?: Route, verbose: boolean, help: boolean}}
 */
export function parseOptions(args) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        native: { type: 'string' },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    throw new UsageError(`${/** @type {Error} */ (error).message.split('. ')[0]}.`);
  }
  const native = routes.find((route) => route === values.native);
  if (native !== values.native)
    throw new UsageError(`--native takes ${routes.join(' or ')}, not '${values.native}'.`);
  return { ...values, native };
}
