// Which private parts of tfjs are where src/backend/internals expects them: after an upgrade, what has moved fails here by name.
import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isDisposed, scope, tf } from '../../src/backend';
import * as internals from '../../src/backend/internals';

let model: tf.Sequential;
let [x, y]: tf.Tensor[] = [];
beforeAll(async () => {
  x = tf.ones([4, 3]);
  y = tf.ones([4, 2]);
  const regularizer = tf.regularizers.l2({ l2: 0.5 });
  model = tf.sequential({
    layers: [
      tf.layers.dense({
        units: 2,
        inputShape: [3],
        kernelInitializer: 'ones',
        kernelRegularizer: regularizer,
      }),
    ],
  });
  model.compile({ optimizer: tf.train.sgd(0), loss: 'meanSquaredError' });
  await model.fit(x, y, { verbose: 0 });
});
afterAll(() => {
  model.dispose();
  tf.dispose([x!, y!]);
});

describe('a layer of tfjs', () => {
  test('LayerVariable.read gives the variable, and LayerVariable.val is that variable', () => {
    const weight = model.layers[0]!.weights[0]!;
    const variable = internals.variableOf(weight);
    expect(variable).toBeInstanceOf(tf.Variable);
    expect([...variable.dataSync()]).toEqual([1, 1, 1, 1, 1, 1]);
    expect(weight).toHaveProperty('val', variable);
  });

  test('LayerVariable.val.isDisposed is true of a model that is disposed', () => {
    const gone = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    const [weight] = gone.weights;
    expect(internals.isDisposedWeight(weight!)).toBe(false);
    gone.dispose();
    expect(internals.isDisposedWeight(weight!)).toBe(true);
    expect(isDisposed(gone)).toBe(true);
  });

  test('Layer._trainableWeights has its own weights', () => {
    const shapes = internals.ownTrainableWeights(model.layers[0]!).map(({ shape }) => shape);
    expect(shapes).toEqual([[3, 2], [2]]);
  });

  test('LayersModel.layers, Wrapper.layer and Bidirectional.forwardLayer and backwardLayer are the layers inside', () => {
    expect(internals.nestedLayers(model)).toHaveProperty('layers', model.layers);
    const inner = tf.layers.dense({ units: 1 });
    expect(internals.nestedLayers(tf.layers.timeDistributed({ layer: inner })).layer).toBe(inner);
    const both = tf.layers.bidirectional({
      layer: tf.layers.gru({ units: 1 }) as tf.RNN,
      mergeMode: 'concat',
    });
    const { forwardLayer, backwardLayer } = internals.nestedLayers(both);
    expect([forwardLayer?.getClassName(), backwardLayer?.getClassName()]).toEqual(['GRU', 'GRU']);
  });

  test('RNN.cell and StackedRNNCells.cells are the cells, and RNN.goBackwards and RNN.stateful its settings', () => {
    const layer = tf.layers.lstm({ units: 1, goBackwards: true, stateful: true });
    expect(internals.nestedLayers(layer).cell?.getClassName()).toBe('LSTMCell');
    expect(internals.layerSettings(layer)).toMatchObject({ goBackwards: true, stateful: true });
    const cells = [tf.layers.gruCell({ units: 1 }), tf.layers.gruCell({ units: 2 })];
    const stack = tf.layers.stackedRNNCells({ cells });
    expect(internals.nestedLayers(stack as unknown as tf.layers.Layer).cells).toEqual(cells);
  });

  test('BatchNormalization.scale and center, and Conv2D.dataFormat, are its settings', () => {
    const norm = tf.layers.batchNormalization({ scale: false });
    expect(internals.layerSettings(norm)).toMatchObject({ scale: false, center: true });
    const convolution = tf.layers.conv2d({ filters: 1, kernelSize: 1, dataFormat: 'channelsFirst' });
    expect(internals.layerSettings(convolution).dataFormat).toBe('channelsFirst');
  });

  test('Container.outputs has the outputs of a model within a model', () => {
    expect(internals.outputsOf(model)).toEqual(model.outputs);
    expect(internals.outputsOf(model.layers[0]!)).toBeUndefined();
  });
});

describe('a compiled model of tfjs', () => {
  test('Sequential.model is the model that it wraps, which Sequential.build makes', () => {
    const fresh = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    const inner = internals.builtModel(fresh);
    expect(inner).not.toBe(fresh);
    expect(internals.innerModel(fresh)).toBe(inner);
    fresh.dispose();
  });

  test('LayersModel.optimizer, lossFunctions, loss, collectedTrainableWeights and isTraining are set by compile and fit', () => {
    const fields = internals.compiledFields(internals.innerModel(model));
    expect(fields.optimizer).toBeInstanceOf(tf.SGDOptimizer);
    expect(fields.loss).toBe('meanSquaredError');
    expect(fields.lossFunctions?.map((loss) => loss(y!, y!).dataSync()[0])).toEqual([0]);
    expect(fields.collectedTrainableWeights).toHaveLength(2);
    expect(fields.isTraining).toBe(false);
  });

  test('LayersModel.calculateLosses gives the penalties: 0.5 times the sum of six squares', () => {
    const losses = tf.tidy(() =>
      internals.regularizationLosses(internals.builtModel(model)).map((loss) => loss.dataSync()[0]),
    );
    expect(losses).toEqual([3]);
  });
});

describe('a recurrent layer of tfjs', () => {
  test('RNN.states_ and RNN.keptStates have its states, which RNN.resetStates sets', () => {
    const seen: object[] = [];
    const restores = internals.stateSetters().map((methods) => {
      const { resetStates } = methods;
      methods.resetStates = function (...args) {
        seen.push(this);
        resetStates.apply(this, args);
      };
      return () => {
        methods.resetStates = resetStates;
      };
    });
    const layer = tf.layers.simpleRNN({ units: 2, stateful: true, batchInputShape: [1, 3, 1] });
    const recurrent = tf.sequential({ layers: [layer] });
    tf.tidy(() => {
      recurrent.apply(tf.ones([1, 3, 1]));
      const state = internals.statefulLayer(layer)!;
      expect(state.states_.map(({ shape }) => shape)).toEqual([[1, 2]]);
      expect(Array.isArray(state.keptStates)).toBe(true);
    });
    for (const restore of restores) restore();
    expect(seen).toContain(layer);
    recurrent.dispose();
  });

  test('RNN.cell keeps the masks of its dropout after a pass, one for each gate', () => {
    const layer = tf.layers.lstm({ units: 2, dropout: 0.5, recurrentDropout: 0.5, inputShape: [3, 1] });
    const recurrent = tf.sequential({ layers: [layer] });
    tf.tidy(() => {
      recurrent.apply(tf.ones([1, 3, 1]), { training: true });
    });
    const [{ dropoutMask, recurrentDropoutMask }] = internals.maskedCells(layer) as [internals.MaskedCell];
    expect([dropoutMask, recurrentDropoutMask].map((masks) => [masks].flat().length)).toEqual([4, 4]);
    tf.dispose([dropoutMask!, recurrentDropoutMask!]);
    recurrent.dispose();
  });
});

describe('an optimiser of tfjs', () => {
  const make: [string, () => tf.Optimizer, typeof tf.SGDOptimizer | { readonly prototype: tf.Optimizer }][] =
    [
      ['SGDOptimizer', () => tf.train.sgd(0.5), tf.SGDOptimizer],
      ['MomentumOptimizer', () => tf.train.momentum(0.5, 0.9), tf.MomentumOptimizer],
      ['AdamOptimizer', () => tf.train.adam(0.5), tf.AdamOptimizer],
      ['AdamaxOptimizer', () => tf.train.adamax(0.5), tf.AdamaxOptimizer],
      ['RMSPropOptimizer', () => tf.train.rmsprop(0.5), tf.RMSPropOptimizer],
      ['AdagradOptimizer', () => tf.train.adagrad(0.5), tf.AdagradOptimizer],
      ['AdadeltaOptimizer', () => tf.train.adadelta(0.5), tf.AdadeltaOptimizer],
    ];

  test.each(make)(
    '%s.learningRate is its rate, setLearningRate changes it, iterations_ counts',
    (_, create, own) => {
      const optimizer = create();
      expect(internals.learningRateOf(optimizer)).toBe(0.5);
      internals.setLearningRate(optimizer, 0.25);
      expect(internals.learningRateOf(optimizer)).toBe(0.25);
      internals.setIterations(optimizer, 3);
      expect([optimizer.iterations, internals.iterationsOf(optimizer)]).toEqual([3, 3]);
      expect(Object.hasOwn(internals.methodsOf(own), 'applyGradients')).toBe(true);
      const rate = internals.rateTensorOf(optimizer);
      optimizer.dispose();
      if (rate && !rate.isDisposed) rate.dispose();
    },
  );

  test('SGDOptimizer.c is a tensor with minus the rate', () => {
    const optimizer = tf.train.sgd(0.5);
    expect(internals.rateTensorOf(optimizer)!.dataSync()[0]).toBe(-0.5);
    optimizer.dispose();
  });
});

describe("tfjs's engine", () => {
  test.each([
    'makeVariable',
    'readSync',
    'read',
    'disposeTensor',
    'incRef',
    'makeTensorFromTensorInfo',
    'gradients',
  ] as const)('Engine.%s is a method of the class, so that deleting a replacement restores it', (name) => {
    const engine = internals.engine();
    expect(typeof engine[name]).toBe('function');
    expect(Object.hasOwn(engine, name)).toBe(false);
  });

  test('Engine.registeredVariables has the variables by name', () => {
    const variable = tf.variable(tf.scalar(1), true, 'internals-test');
    expect(internals.engine().registeredVariables['internals-test']).toBe(variable);
    variable.dispose();
  });

  test('Engine.state.gradientDepth counts gradients, and activeTape has their ops with inputs and saved tensors', () => {
    expect(internals.isUnderGradient()).toBe(false);
    tf.tidy(() => {
      tf.grad((v: tf.Tensor) => {
        const square = tf.square(v);
        expect(internals.isUnderGradient()).toBe(true);
        const [node] = internals.engine().state.activeTape!;
        expect(Object.values(node!.inputs)).toContain(v);
        expect(Array.isArray(node!.saved)).toBe(true);
        return square;
      })(tf.scalar(3));
    });
  });

  test('Engine.gradients gives the value, and undefined for what the value does not depend on', () => {
    tf.tidy(() => {
      const [a, b] = [tf.scalar(3), tf.scalar(4)];
      const { value, grads } = internals.engine().gradients(() => tf.square(a), [a, b], null, true);
      expect([value.dataSync()[0], grads[0]?.dataSync()[0], grads[1]]).toEqual([9, 6, undefined]);
    });
  });
});

describe("tfjs-node's backend", () => {
  test.each(['getInputTensorIds', 'createOutputTensor', 'incRef', 'disposeData', 'readSync'] as const)(
    'NodeJSKernelBackend.%s is a method',
    (name) => {
      expect(typeof internals.backend()[name]).toBe('function');
    },
  );

  test.each([
    ...['createTensor', 'deleteTensor', 'tensorDataSync', 'executeOp', 'loadSavedModel', 'deleteSavedModel'],
    ...['runSavedModel', 'getNumOfSavedModels', 'getNumOfTensors'],
  ] as (keyof internals.Binding)[])('binding.%s is a function', (name) => {
    expect(typeof internals.backend().binding[name]).toBe('function');
  });

  test.each(['STRING', 'INT', 'FLOAT', 'BOOL', 'TYPE', 'SHAPE'] as const)(
    'binding.TF_ATTR_%s is a number',
    (kind) => {
      expect(typeof internals.backend().binding[`TF_ATTR_${kind}`]).toBe('number');
    },
  );

  test.each([
    ['float32', 1],
    ['int32', 3],
    ['bool', 10],
  ] as const)(
    "NodeJSKernelBackend.tensorMap has a tensor's type, %s, as TensorFlow's number %d",
    (dtype, number) => {
      const tensor = tf.tensor1d([1, 0], dtype);
      const { tensorMap } = internals.backend();
      expect(tensorMap.has(tensor.dataId)).toBe(true);
      expect(tensorMap.get(tensor.dataId)).toMatchObject({ shape: [2], dtype: number, refCount: 1 });
      expect(internals.dtypeNumbers[dtype]).toBe(number);
      tensor.dispose();
    },
  );

  test('tensors made from ids, and aliases, share data and are freed', () => {
    const { numTensors, numDataBuffers } = tf.memory();
    const native = internals.backend().binding.getNumOfTensors();
    const tensor = tf.tensor1d([1, 2]);
    const alias = internals.aliasOf(tensor);
    tensor.dispose();
    expect([...alias.dataSync()]).toEqual([1, 2]);
    expect(internals.tensorId(alias)).toBeGreaterThanOrEqual(0);
    alias.dispose();
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
    expect(internals.backend().binding.getNumOfTensors()).toBe(native);
  });

  test('a variable with lazy data asks for its id when it is read, and says when it is freed', () => {
    const value = tf.tensor1d([5, 6]);
    const variable = tf.variable(tf.zeros([2]));
    const asked: boolean[] = [];
    internals.setLazyData(variable, (freed) => {
      asked.push(freed);
      return freed ? -1 : internals.tensorId(value);
    });
    expect(asked).toEqual([]);
    expect([...variable.dataSync()]).toEqual([5, 6]);
    expect(new Set(asked)).toEqual(new Set([false]));
    variable.dispose();
    expect(asked.at(-1)).toBe(true);
    value.dispose();
  });

  test('node.summaryFileWriter has a resourceHandle, and writeHistogramSummary takes buckets', () => {
    const folder = mkdtempSync(join(tmpdir(), 'internals-test-'));
    const writer = scope(() => {
      const made = internals.fileWriter(folder);
      tf.keep(made.resourceHandle);
      return made;
    });
    const buckets = tf.tensor2d([[0, 1, 5]]);
    expect(() => {
      internals.writeBuckets(writer, 'w', buckets, 1);
      writer.scalar('loss', 1, 1);
      writer.flush();
    }).not.toThrow();
    tf.dispose([buckets, writer.resourceHandle]);
    rmSync(folder, { recursive: true });
  });
});
