// The one place that loads TensorFlow.js: @tensorflow/tfjs-node here, @tensorflow/tfjs in tensorflow.browser.ts.
import './environment';
import './signals';
import * as tf from '@tensorflow/tfjs-node';
import { keepOwnCopies } from './internals/own-copies';

keepOwnCopies(tf.findBackend('tensorflow'));

export { tf };

/** The writer of TensorBoard's event files for a folder. */
export const summaryFileWriter = (folder: string): unknown => tf.node.summaryFileWriter(folder);
