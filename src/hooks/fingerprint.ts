// All that a graph of a model depends on besides its variables' values: it is right for as long as none of it has changed.
import { fieldsOf, isOfKnownClass, isTensor, tf } from '../backend';
import { isHooked, hookIdentities } from './hooks';
import type { Loss } from './loss';

export interface Fingerprint {
  /** Numbers, words and identities, in a fixed order: two are the same where all of them are. */
  readonly parts: readonly unknown[];
  /** The first layer with hooks, whose JavaScript is to run at each call; null where there is none. */
  readonly hookedLayer: string | null;
  /** Code that its user wrote, which may read what is not here; null where there is none. */
  readonly userCode: string | null;
}

const LONG = 1000; // entries of an array that is data, not settings

export const isUnchanged = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((part, i) => Object.is(part, b[i]));

/** How layers are wired up, which does not change; what is only used once; what a call leaves behind. */
const SKIPPED = new Set([
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
/** Of a model within the model: the rest says how its layers are wired up. */
const OF_MODELS = ['layers', 'trainable_', 'inputs', 'outputs', 'model', '_callHook', 'call'];

/** Looks at the layers, the layers inside of them, their settings, activations, regularisers and weights. */
export function fingerprintOf(model: tf.LayersModel, loss: Loss): Fingerprint {
  const parts: unknown[] = [...(loss.dependsOn ?? [])];
  const seen = new Set<object>();
  let [hooked, foreign]: (string | null)[] = [null, null];

  const visit = (value: unknown, key: string, owner: tf.layers.Layer, depth: number): void => {
    if (typeof value === 'function') {
      parts.push(value);
      // What tfjs adds itself, for a regulariser, is under `_losses`; hooks replace `call`.
      if (key !== '_losses' && !(key === 'call' && isHooked(owner)))
        foreign ??= `${owner.name} has a function of yours as its ${key}`;
    } else if (typeof value !== 'object' || value === null) parts.push(value);
    else if (Array.isArray(value) && value.length < LONG) {
      parts.push(value, value.length);
      for (const part of value) visit(part, key, owner, depth);
    } else if (isTensor(value) || isSymbolic(value)) parts.push(value);
    else if (isLayer(value)) visitLayer(value);
    else if (isVariable(value)) parts.push(value.val, value.trainable_);
    else {
      if (isCode(value) && !isOfKnownClass(value)) foreign ??= `${owner.name} has one of yours as its ${key}`;
      parts.push(value);
      if (depth < 3 && !ArrayBuffer.isView(value) && !Array.isArray(value))
        for (const [name, part] of Object.entries(value))
          visit(part, isCode(value) ? key : name, owner, depth + 1);
    }
  };

  const visitLayer = (layer: tf.layers.Layer): void => {
    parts.push(layer);
    if (seen.has(layer)) return;
    seen.add(layer);
    if (isHooked(layer)) hooked ??= layer.name;
    parts.push(...hookIdentities(layer));
    if (!isOfKnownClass(layer)) foreign ??= `${layer.name} is of a class of yours, ${layer.getClassName()}`;
    const all = fieldsOf(layer);
    const keys = isModel(layer) ? OF_MODELS.filter((key) => Object.hasOwn(layer, key)) : Object.keys(layer);
    for (const key of keys) {
      if (!SKIPPED.has(key) && !key.endsWith('nitializer')) visit(all[key], key, layer, 0);
    }
  };
  visitLayer(model);
  return { parts, hookedLayer: hooked, userCode: foreign };
}

const isLayer = (value: object): value is tf.layers.Layer => value instanceof tf.layers.Layer;
const isModel = (layer: tf.layers.Layer): boolean => layer instanceof tf.LayersModel;
const isSymbolic = (value: object): boolean => value instanceof tf.SymbolicTensor;

/** tfjs's LayerVariable, which it does not export. */
const isVariable = (value: object): value is { val: tf.Variable; trainable_: boolean } =>
  'val' in value && value.val instanceof tf.Variable;

/** An activation, a regulariser, a constraint, a cell: an object that is there for what it computes. */
const isCode = (value: object): boolean =>
  ['apply', 'call'].some((name) => typeof fieldsOf(value)[name] === 'function');
