// Intercepts what a function does through tfjs while it is traced, and draws of Math.random.
import { backend, engine, type Binding, tf, type StatefulLayer } from '../../backend';
import { interceptSteps } from './optimizer-steps';
import { interceptStates } from './recurrent-states';

/** The functions that are called while a function is traced. */
export interface Handlers {
  /** Takes the place of TensorFlow's binding: it gets every op, and every tensor that is made from JavaScript's numbers. */
  readonly binding: Binding;
  /** Called after tfjs-node looked up the ids of tensors, as it does for the inputs of an op. */
  onIds(tensors: readonly tf.Tensor[], ids: readonly number[]): void;
  /** Called in place of the creation of a variable. */
  onVariable(make: () => tf.Variable): tf.Variable;
  /** Called before the data of a tensor is read. */
  onRead(dataId: object): void;
  /** Called before Math.random draws. */
  onRandom(): void;
  /** Called before an optimiser's step; the number takes the place of its learning rate. */
  onStep(optimizer: tf.Optimizer): number;
  /** Called before the states of a recurrent layer change. */
  onStates(layer: StatefulLayer): void;
  /** Called after an interrupt cut the trace off; the interception has ended then. */
  onInterrupt(): void;
}

/**
 * Begins to intercept.
 *
 * @returns ends the interception
 */
export function intercept(handlers: Handlers): () => void {
  const native = backend();
  const { binding } = native;
  const isActive = (): boolean => native.binding === handlers.binding;
  const restores = [
    interceptSteps((optimizer) => handlers.onStep(optimizer)),
    interceptStates((layer) => {
      handlers.onStates(layer);
    }),
    interceptEngine(handlers, isActive),
    interceptRandom(handlers, isActive),
    leaveDebugMode(),
  ];
  const inputIds = native.getInputTensorIds.bind(native);
  native.getInputTensorIds = (tensors) => {
    const ids = inputIds(tensors);
    if (isActive()) handlers.onIds(tensors, ids);
    return ids;
  };
  native.binding = handlers.binding;
  const restore = (): void => {
    for (const undo of restores) undo();
    delete (native as Partial<typeof native>).getInputTensorIds; // the class's own method shows again
    delete native.interrupted;
    native.binding = binding;
  };
  native.interrupted = () => {
    restore();
    handlers.onInterrupt();
  };
  return restore;
}

/** Runs work with TensorFlow's own binding, so that its ops are not recorded. */
export function untraced<R>(binding: Binding, work: () => R): R {
  const native = backend();
  const before = native.binding;
  native.binding = binding;
  try {
    return work();
  } finally {
    native.binding = before;
  }
}

function interceptEngine(handlers: Handlers, isActive: () => boolean): () => void {
  const [own, native] = [engine(), backend()];
  const makeVariable = own.makeVariable.bind(own);
  own.makeVariable = (...args) => handlers.onVariable(() => makeVariable(...args));
  // A kernel of tfjs-node that reads, to check an index, asks the backend itself: that is no read of the function's.
  own.readSync = (dataId) => {
    if (isActive()) handlers.onRead(dataId);
    return native.readSync(dataId);
  };
  own.read = async (dataId) => {
    if (isActive()) handlers.onRead(dataId);
    return Promise.resolve(native.readSync(dataId));
  };
  return () => {
    // The class's own methods show again.
    const replaced = own as Partial<typeof own>;
    delete replaced.makeVariable;
    delete replaced.readSync;
    delete replaced.read;
  };
}

/** Debug mode reads every result, and a trace has none yet. The flag's own setter would say on the console that it changed. */
function leaveDebugMode(): () => void {
  const isDebug = tf.env().getBool('DEBUG');
  const flags = tf.env().getFlags();
  flags.DEBUG = false;
  return () => {
    flags.DEBUG = isDebug;
  };
}

function interceptRandom(handlers: Handlers, isActive: () => boolean): () => void {
  const random = Math.random;
  Math.random = () => {
    if (isActive()) handlers.onRandom();
    return random();
  };
  return () => {
    Math.random = random;
  };
}
