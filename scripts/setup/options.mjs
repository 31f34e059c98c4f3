import { parseArgs } from 'node:util';

export const help = `npm run setup -- [options]

Makes ready what the other commands need; each of them does this by itself.

  --native=prebuilt   use TensorFlow as tfjs-node's makers built it
  --native=wheel      build tfjs-node's addon against TensorFlow's Python wheel
                      (without either: the first that works here, and then that one)
  --verbose           show all that the steps print
  --help              show this`;

/** The command was typed wrongly. */
export class UsageError extends Error {}

const routes = ['wheel', 'prebuilt'];

/**
 * @param {string[]} args
 * @returns {{native?: 'wheel' | 'prebuilt', verbose: boolean, help: boolean}}
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
    throw new UsageError(`${error.message.split('. ')[0]}.`);
  }
  if (values.native !== undefined && !routes.includes(values.native)) {
    throw new UsageError(`--native is one of ${routes.join(', ')}; not '${values.native}'.`);
  }
  return values;
}
