// Models from files.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { tf } from '../backend';
import { UsageError } from './errors';

/**
 * Loads a model that `model.save('file://…')` wrote.
 *
 * @param file its model.json
 * @param modules files of JavaScript that register the classes of its own layers
 */
export async function loadModel(file: string, modules: readonly string[]): Promise<tf.LayersModel> {
  if (!existsSync(file)) throw new UsageError(`there is no file ${file}`);
  const load = createRequire(resolve('index.js'));
  for (const one of modules) load(resolve(one));
  try {
    return await tf.loadLayersModel(`file://${resolve(file)}`);
  } catch (error) {
    const { message } = error as Error;
    const unknown = /Unknown layer: (\w+)/.exec(message)?.[1];
    throw new UsageError(
      unknown === undefined
        ? `${file} is no model that tf.loadLayersModel can load: ${message.split('\n')[0] ?? ''}`
        : `${file} has layers of the class ${unknown}; give --require FILE, a module that registers it with ` +
            'tf.serialization.registerClass',
    );
  }
}
