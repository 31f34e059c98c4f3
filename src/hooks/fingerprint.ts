// The fingerprint of a model: all that a graph of it depends on besides the values of its variables.
import { fieldsOf, isOfKnownClass, isTensor, tf } from '../backend';
import { hookIdentities, isHooked, replacedCallsOf } from './hooks';
import type { Loss } from './loss';

/** A traced graph is valid while the fingerprint of its model is unchanged. */
export interface Fingerprint {
  /** Settings and identities, in a fixed order; equal fingerprints have equal parts. */
  readonly parts: readonly unknown[];
  /** The name of the first layer with hooks, whose JavaScript has to run at each call; null where there is none. */
  readonly hookedLayer: string | null;
  /** A phrase that names the user's own code in the model, which may read what has no part here; null where there is none. */
  readonly userCode: string | null;
}

/** An array of so many entries is data, not settings. */
const MIN_DATA_LENGTH = 1000;

/** Settings are read to this depth of objects within objects. */
const MAX_NESTING = 3;

/** Whether all parts of two fingerprints are equal. */
export const isUnchanged = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((part, i) => Object.is(part, b[i]));

/** Fields that no graph depends on: connections between layers, which do not change, initial values, and results of calls. */
const SKIPPED_FIELDS = new Set([
  'call',
  'inboundNodes',
  'outboundNodes',
  'inputSpec',
  'stateSpec',
  'initialWeights',
  'isTraining',
  'states_',
  'keptStates',
  'dropoutMask',
  'recurrentDropoutMask',
]);
/** The fields of a model within the model that a graph depends on; the others hold connections between its layers. */
const MODEL_FIELDS = ['layers', 'trainable_', 'inputs', 'outputs', 'model', '_callHook'];

/** The fingerprint of a model and its loss: the layers, layers inside them, their settings, activations, regularisers, weights. */
export function fingerprintOf(model: tf.LayersModel, loss: Loss): Fingerprint {
  const parts: unknown[] = [...(loss.dependsOn ?? [])];
  const seen = new Set<object>();
  let hookedLayer: string | null = null;
  let userCode: string | null = null;

  const visit = (value: unknown, key: string, owner: tf.layers.Layer, nesting: number): void => {
    if (typeof value === 'function') {
      parts.push(value);
      // Functions under `_losses` are tfjs's, for regularisers.
      if (key !== '_losses') userCode ??= `${owner.name} has a function of yours as its ${key}`;
    } else if (typeof value !== 'object' || value === null) parts.push(value);
    else if (Array.isArray(value) && value.length < MIN_DATA_LENGTH) {
      parts.push(value, value.length);
      for (const part of value) visit(part, key, owner, nesting);
    } else if (isTensor(value) || isSymbolic(value)) parts.push(value);
    else if (isLayer(value)) visitLayer(value);
    else if (isLayerVariable(value)) parts.push(value.val, value.trainable_);
    else {
      if (isFunctionObject(value) && !isOfKnownClass(value))
        userCode ??= `${owner.name} has one of yours as its ${key}`;
      parts.push(value);
      if (nesting < MAX_NESTING && !ArrayBuffer.isView(value) && !Array.isArray(value))
        for (const [name, part] of Object.entries(value))
          visit(part, isFunctionObject(value) ? key : name, owner, nesting + 1);
    }
  };

  const visitLayer = (layer: tf.layers.Layer): void => {
    parts.push(layer);
    if (seen.has(layer)) return;
    seen.add(layer);
    if (isHooked(layer)) hookedLayer ??= layer.name;
    parts.push(...hookIdentities(layer));
    if (!isOfKnownClass(layer)) userCode ??= `${layer.name} is of a class of yours, ${layer.getClassName()}`;
    const all = fieldsOf(layer);
    for (const call of replacedCallsOf(layer)) visit(call, 'call', layer, 0);
    const keys = isModel(layer)
      ? MODEL_FIELDS.filter((key) => Object.hasOwn(layer, key))
      : Object.keys(layer);
    for (const key of keys) {
      if (!SKIPPED_FIELDS.has(key) && !key.endsWith('nitializer')) visit(all[key], key, layer, 0);
    }
  };
  visitLayer(model);
  return { parts, hookedLayer, userCode };
}

const isLayer = (value: object): value is tf.layers.Layer => value instanceof tf.layers.Layer;
const isModel = (layer: tf.layers.Layer): boolean => layer instanceof tf.LayersModel;
const isSymbolic = (value: object): boolean => value instanceof tf.SymbolicTensor;

/** Whether an object is a LayerVariable, a class that tfjs does not export. */
const isLayerVariable = (value: object): value is { val: tf.Variable; trainable_: boolean } =>
  'val' in value && value.val instanceof tf.Variable;

/** Whether an object computes something: an activation, a regulariser, a constraint, a cell. */
const isFunctionObject = (value: object): boolean =>
  ['apply', 'call'].some((name) => typeof fieldsOf(value)[name] === 'function');
