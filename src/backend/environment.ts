// Prepares the process before @tensorflow/tfjs-node loads. Import this module first.
import util from 'node:util';
import settings from '../tensorflow-environment.json';

// TensorFlow reads them when it loads. A setting of the user's own wins.
for (const [name, { value }] of Object.entries(settings)) process.env[name] ??= value;

// Node 23 removed this function, which tfjs-node 4.22 calls.
const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean };
legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
