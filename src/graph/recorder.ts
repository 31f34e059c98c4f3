// Runs a function on the tape once, and writes down every op that it runs.
import {
  aliasOf,
  backend,
  dtypeNumbers,
  setLazyData,
  tensorFrom,
  tensorId,
  engine,
  learningRateOf,
  releaseTape,
  tf,
  type Binding,
  type OpAttr,
  type StatefulLayer,
} from '../backend';
import { drawingLayer, TraceError } from './errors';
import {
  constant,
  node,
  op,
  rewrite,
  T,
  type Attr,
  type Attrs,
  type Data,
  type DType,
  type Graph,
  type Meta,
  type Node,
  type Value,
} from './ir';
import { hearSteps } from './rates';
import { hearStates, setStates } from './states';
import { completed, dtypes, rules } from './rules';
import { during, forget, type Tracing } from './tracing';

/** What a function was seen to do. */
export interface Trace {
  readonly graph: Graph;
  /** What is made at each call: the inputs that come after those of the caller. */
  readonly made: readonly Made[];
  /** The variables that the graph reads or writes; nodes and updates have their places in this list. */
  readonly variables: readonly tf.Variable[];
  /** The optimisers that took steps, and how many. */
  readonly steps: ReadonlyMap<tf.Optimizer, number>;
  /** Those of the variables that the function made. */
  readonly born: readonly tf.Variable[];
  /** The stateful layers that ran: the graph's last outputs are their next states, in this order. */
  readonly states: readonly { readonly layer: StatefulLayer; readonly count: number }[];
}

/** A tensor that is made anew at each call. */
export interface Made extends Meta {
  readonly make: () => tf.Tensor;
  /** The one that was made while tracing: for the first call, so that no draw is lost. */
  readonly first: tf.Tensor | null;
  /** Gives the number, where it is an optimiser's learning rate, which is none of the caller's inputs; else null. */
  readonly rate: (() => number) | null;
}

/** A variable on its way through a trace. */
interface Traced {
  readonly variable: tf.Variable;
  /** What it held before; it gets that back. */
  readonly before: tf.Tensor;
  /** What it holds while nothing was assigned to it. */
  readonly standIn: object;
}

/** A stateful layer on its way through a trace. */
interface TracedStates {
  /** What it held before; it gets that back. */
  readonly before: tf.Tensor[] | null;
  readonly earlier: number;
}

/**
 * Traces a function: it runs on the tape once, and afterwards every variable is as it was. (To run it for real gives every
 * shape, and the first values of variables that it makes, such as an optimiser's.)
 *
 * @param fn gets stand-ins for the inputs, and gives the tensors that are asked for
 * @param makesVariables whether it may
 * @throws {TraceError} where it does what a graph can't hold
 */
export function record(
  fn: (inputs: tf.Tensor[]) => readonly tf.Tensor[],
  inputs: readonly tf.Tensor[],
  makesVariables = true,
): Trace {
  const recorder = new Recorder(makesVariables);
  try {
    return recorder.run(fn, inputs);
  } catch (error) {
    releaseTape();
    throw error;
  } finally {
    recorder.restore();
  }
}

class Recorder implements Tracing {
  private readonly raw = backend().binding;
  private readonly values = new Map<number, Value>();
  private readonly traced: Traced[] = [];
  private readonly variables: tf.Variable[] = [];
  private readonly made: Made[] = [];
  private finished = false;
  private over = false;
  private inputs = 0;
  private gate: Value | null = null;
  /** What stands for the optimisers' learning rates, and less each of them. */
  private readonly marks = new Map<number, Value>();
  private readonly rates = new Map<tf.Optimizer, number>();
  private readonly steps = new Map<tf.Optimizer, number>();
  private readonly born: tf.Variable[] = [];
  private readonly states = new Map<StatefulLayer, TracedStates>();
  /** Constants that are states from before the call, and what stands for those of each call. */
  private readonly stateInputs = new Map<Value, Value>();

  constructor(private readonly makesVariables: boolean) {}

  run(fn: (inputs: tf.Tensor[]) => readonly tf.Tensor[], given: readonly tf.Tensor[]): Trace {
    let trace: Trace | null = null;
    tf.tidy(() => {
      // An alias for each: the same tensor may come twice, or be a variable's.
      const standIns = given.map((tensor) => this.standInFor(tensor, this.input(tensor)));
      for (const variable of Object.values(engine().registeredVariables)) this.adopt(variable);
      trace = during(this, () => this.listening(() => this.traceOf(fn(standIns))));
    });
    this.finished = true;
    return trace!;
  }

  private traceOf(outputs: readonly tf.Tensor[]): Trace {
    const results = outputs.map((output) => {
      known(output.dtype);
      return this.valueOf(output);
    });
    const updates = this.traced.flatMap(({ variable, standIn }) => {
      if (variable.isDisposed || variable.dataId === standIn) return [];
      const value = this.valueOf(variable);
      const attrs: Attrs = { dtype: { type: value.dtype } };
      return [{ op: 'AssignVariableOp', variables: [this.placeOf(variable)], inputs: [value], attrs }];
    });
    const next = [...this.states.keys()].map((layer) => ({
      layer,
      values: (layer.states_ ?? []).map((state) => this.valueOf(state)),
    }));
    const all = [...results, ...next.flatMap(({ values }) => values)];
    const withStates = ({ outputs: [value] }: Node): Value[] | null => {
      const input = this.stateInputs.get(value);
      return input ? [input] : null;
    };
    return {
      graph: rewrite({ outputs: all, updates, gate: this.gate }, (_, old) => withStates(old)),
      states: next.map(({ layer, values }) => ({ layer, count: values.length })),
      made: this.made,
      variables: this.variables,
      steps: this.steps,
      born: this.born,
    };
  }

  /** Gives every variable what it had before, and frees what is ours. */
  restore(): void {
    this.over = true;
    for (const { variable, before } of this.traced) {
      if (!variable.isDisposed) variable.assign(before);
      before.dispose();
    }
    for (const [layer, { before, earlier }] of this.states) {
      tf.dispose(layer.keptStates.splice(earlier));
      setStates(layer, before);
    }
    this.states.clear();
    if (!this.finished) tf.dispose(this.made.map(({ first }) => first).filter((first) => first !== null));
  }

  fresh(make: () => tf.Tensor): tf.Tensor {
    return this.deaf(() => {
      const tensor = make();
      const value = this.input(tensor);
      this.made.push({ ...value, make, first: aliasOf(tensor), rate: null });
      return this.standInFor(tensor, value);
    });
  }

  writeOnlyIf(ok: tf.Tensor): void {
    this.gate = this.valueOf(ok);
  }

  /** A number that nothing else has, in the place of an optimiser's rate, which goes in at each call. */
  private markOf(optimizer: tf.Optimizer): number {
    this.steps.set(optimizer, (this.steps.get(optimizer) ?? 0) + 1);
    const known = this.rates.get(optimizer);
    if (known !== undefined) return known;
    const mark = Math.fround(Math.E * 1e-3 * (1 + this.rates.size / 1024));
    const value = this.input({ shape: [], dtype: 'float32' });
    const rate = (): number => learningRateOf(optimizer);
    this.made.push({ ...value, make: () => tf.scalar(rate()), first: null, rate });
    this.marks.set(mark, value);
    this.marks.set(-mark, op('Neg', [value], T, { shape: [], dtype: 'float32' }));
    this.rates.set(optimizer, mark);
    return mark;
  }

  /** Before a layer's states change for the first time: what it has is an input of each call. */
  private seeStates(layer: StatefulLayer): void {
    if (this.states.has(layer)) return;
    const { states_: states, keptStates } = layer;
    states?.forEach((state, i) => {
      const value = this.values.get(tensorId(state));
      if (value?.node.op !== 'Const') return;
      const input = this.input(state);
      this.made.push({ ...input, make: () => tf.clone(layer.states_![i]), first: null, rate: null });
      this.stateInputs.set(value, input);
    });
    this.states.set(layer, { before: states?.map(aliasOf) ?? null, earlier: keptStates.length });
  }

  private input({ shape, dtype }: Pick<tf.Tensor, 'shape' | 'dtype'>): Value {
    const meta = { shape: [...shape], dtype: known(dtype) };
    return node('Input', [], {}, [meta], { slot: this.inputs++ }).outputs[0];
  }

  /** Another number in TensorFlow for the same data. */
  private alias(tensor: tf.Tensor): number {
    const attrs = [{ name: 'T', type: this.raw.TF_ATTR_TYPE, value: dtypeNumbers[known(tensor.dtype)] }];
    return this.raw.executeOp('Identity', attrs, backend().getInputTensorIds([tensor]), 1)[0].id;
  }

  private standInFor(tensor: tf.Tensor, value: Value): tf.Tensor {
    const id = this.alias(tensor);
    this.values.set(id, value);
    return tensorFrom({ id, shape: [...tensor.shape], dtype: dtypeNumbers[value.dtype] });
  }

  /** Has a variable hold, from now on, what stands for its value before the call. */
  private adopt(variable: tf.Variable): void {
    if (!(variable.dtype in dtypeNumbers)) return;
    const before = aliasOf(variable);
    let id: number | null = null;
    setLazyData(variable, () => {
      if (id !== null || this.over) return id ?? -1;
      id = this.deaf(() => this.alias(before));
      const meta = { shape: [...variable.shape], dtype: known(variable.dtype) };
      this.values.set(id, node('Variable', [], {}, [meta], { slot: this.placeOf(variable) }).outputs[0]);
      return id;
    });
    this.traced.push({ variable, before, standIn: variable.dataId });
  }

  private placeOf(variable: tf.Variable): number {
    const place = this.variables.indexOf(variable);
    return place >= 0 ? place : this.variables.push(variable) - 1;
  }

  private valueOf(tensor: tf.Tensor): Value {
    return this.values.get(tensorId(tensor))!;
  }

  /** Runs work that the recorder does not hear. */
  private deaf<R>(work: () => R): R {
    const { binding } = backend();
    backend().binding = this.raw;
    try {
      return work();
    } finally {
      backend().binding = binding;
    }
  }

  /** Runs work whose ops are written down. */
  private listening<R>(work: () => R): R {
    const at = backend();
    const random = Math.random;
    const ids = at.getInputTensorIds.bind(at);
    const makeVariable = engine().makeVariable.bind(engine());
    const stepsUnheard = hearSteps((optimizer) => this.markOf(optimizer));
    const statesUnheard = hearStates((layer) => {
      this.seeStates(layer);
    });
    const unhear = (): void => {
      stepsUnheard();
      statesUnheard();
      Math.random = random;
      // The class's own methods show again.
      const own = engine() as Partial<ReturnType<typeof engine>>;
      delete own.makeVariable;
      delete own.readSync;
      delete own.read;
      delete (at as Partial<typeof at>).getInputTensorIds;
      delete at.interrupted;
      at.binding = this.raw;
    };
    at.interrupted = () => {
      unhear();
      forget();
      this.restore();
    };
    at.binding = this.ear();
    at.getInputTensorIds = (tensors) => {
      const found = ids(tensors);
      if (at.binding !== this.raw) {
        found.forEach((id, i) => {
          if (!this.values.has(id)) this.capture(id, tensors[i]);
        });
      }
      return found;
    };
    engine().makeVariable = (...args) => {
      if (!this.makesVariables) {
        throw new TraceError(
          'the function makes a variable at each call, and a graph would have one for all calls',
          'Make it outside of the function, once; for a value of this call use a tensor',
        );
      }
      const variable = makeVariable(...args);
      this.adopt(variable);
      this.born.push(variable);
      return variable;
    };
    // (Where one of tfjs's own kernels reads, to check an index, it asks the backend itself.)
    engine().readSync = (dataId) => {
      this.forbidReading(dataId);
      return at.readSync(dataId);
    };
    engine().read = async (dataId) => {
      this.forbidReading(dataId);
      return Promise.resolve(at.readSync(dataId));
    };
    Math.random = () => {
      if (at.binding === this.raw) return random();
      const layer = drawingLayer();
      if (layer !== null) {
        throw new TraceError(
          `a layer of class ${layer} draws random numbers, which a graph would have the same at each call`,
          'Run the model op by op, or drop units by a mask that is made anew: fresh(() => …)',
        );
      }
      throw new TraceError(
        'random numbers are drawn while the function is traced, and would be the same at each call',
        'Wrap the draw, fresh(() => tf.randomNormal([32])), or pass the numbers as an argument',
      );
    };
    try {
      return work();
    } finally {
      unhear();
    }
  }

  private forbidReading(dataId: object): void {
    const { tensorMap, binding } = backend();
    if (binding === this.raw || !tensorMap.has(dataId)) return;
    const { values, id } = tensorMap.get(dataId);
    const value = values === null ? this.values.get(id) : undefined;
    if (value === undefined || value.node.op === 'Const') return;
    throw new TraceError(
      "a tensor's value is read while the function is traced, and a graph has none yet",
      'Return the tensor and read it outside; for a choice between values use tf.where',
    );
  }

  /** A tensor from outside is a constant: tensors do not change. */
  private capture(id: number, { shape, dtype }: tf.Tensor): void {
    const data = this.raw.tensorDataSync(id) as Data;
    this.values.set(id, constant(data, [...shape], known(dtype)));
  }

  /** The native part, with every op and every tensor from JavaScript written down. */
  private ear(): Binding {
    const { raw, values, marks } = this;
    const own: Partial<Binding> = {
      executeOp(name, attrs, ids, outputs) {
        const rule = rules[name];
        if (rule === undefined)
          throw new TraceError(
            `the op ${name} has no rule`,
            'Leave this part outside of the compiled function',
          );
        if (rule.never) throw new TraceError(`${name} ${rule.never[0]}`, rule.never[1]);
        const results = raw.executeOp(name, attrs, ids, outputs);
        const from = ids.map((id) => values.get(id)!);
        const all = completed(rule, Object.fromEntries(attrs.map((attr) => attrOf(raw, attr))), from);
        const metas = results.map(({ shape, dtype }) => ({ shape, dtype: typeOf(dtype) }));
        node(name, from, all, metas).outputs.forEach((value, i) => values.set(results[i].id, value));
        return results;
      },
      createTensor(shape, dtype, data) {
        const id = raw.createTensor(shape, dtype, data);
        const array = data as Data;
        const marked = shape.length === 0 && dtype === 1 ? marks.get(array[0]) : undefined;
        values.set(id, marked ?? constant(array.slice(), [...shape], typeOf(dtype)));
        return id;
      },
    };
    return Object.create(raw, Object.getOwnPropertyDescriptors(own)) as Binding;
  }
}

function known(dtype: string): DType {
  if (dtype in dtypeNumbers) return dtype as DType;
  throw new TraceError(`a tensor is of type ${dtype}`, 'A graph holds float32, int32 and bool');
}

function typeOf(number: number): DType {
  if (number in dtypes) return dtypes[number];
  throw new TraceError(
    `a tensor has a type that graphs do not hold (TensorFlow's number ${number})`,
    'A graph holds float32, int32 and bool',
  );
}

function attrOf(raw: Binding, { name, type, value }: OpAttr): [string, Attr] {
  const list = Array.isArray(value);
  switch (type) {
    case raw.TF_ATTR_BOOL:
      return [name, { bool: value as boolean }];
    case raw.TF_ATTR_INT:
      return [name, list ? { ints: value as number[] } : { int: value as number }];
    case raw.TF_ATTR_FLOAT:
      return [name, list ? { floats: value as number[] } : { float: value as number }];
    case raw.TF_ATTR_STRING:
      return [name, { string: value as string }];
    case raw.TF_ATTR_SHAPE:
      return [name, { shape: value as number[] }];
    default:
      return [name, { type: typeOf(value as number) }];
  }
}
