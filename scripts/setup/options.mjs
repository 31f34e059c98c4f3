// Command-line options of `npm run setup`.
import { parseArguments, UsageError } from '../options.mjs';

/** @typedef {import('./native/platforms.mjs').Route} Route */

export const HELP = `npm run setup -- [options]

Makes ready what the other commands need; each of them does this by itself.

  --native=prebuilt   use TensorFlow as tfjs-node's makers built it
  --native=wheel      build tfjs-node's addon against TensorFlow's Python wheel
                      (without either: the first that works here, and then that one)
  --verbose           show all that the steps print
  --help              show this`;

/** @type {Route[]} */
const ROUTES = ['prebuilt', 'wheel'];

/**
 * @param {string[]} args
 * @returns {{native?: Route, verbose: boolean, help: boolean}}
 * @throws {UsageError}
 */
export function parseOptions(args) {
  const options = /** @type {const} */ ({
    native: { type: 'string' },
    verbose: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  });
  const { values } = parseArguments(args, options, false);
  const native = ROUTES.find((route) => route === values.native);
  if (native !== values.native)
    throw new UsageError(`--native takes ${ROUTES.join(' or ')}, not '${values.native}'`);
  return { ...values, native };
}
