// Each pass as a graph before and after, as text. The texts after are written by hand from what a pass is to do; that the numbers
// stay is the matter of passes.test.ts.
import { describe, expect, test } from 'vitest';
import type { Graph } from '../../src/graph/ir';
import { fuseBatchNorm } from '../../src/graph/passes/batch-norm';
import { fuseCrossEntropy } from '../../src/graph/passes/cross-entropy';
import { eliminateCommonSubexpressions } from '../../src/graph/passes/cse';
import { fuseGradients } from '../../src/graph/passes/gradient-ops';
import { horizontalFusion } from '../../src/graph/passes/horizontal-fusion';
import { fuseSumsOfSquares } from '../../src/graph/passes/l2-loss';
import { fuseActivations, fuseBiases, gradientsFromOutputs } from '../../src/graph/passes/matmul-fusion';
import { fuseOptimizerUpdates } from '../../src/graph/passes/optimizer-updates';
import { simplify } from '../../src/graph/passes/simplify';
import { squeeze } from '../../src/graph/passes/squeeze';
import { print } from '../../src/graph/print';
import { rewrite, type Rule } from '../../src/graph/traverse';
import { verify } from '../../src/graph/verify';
import { parse } from './parse';

const trim = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join('\n');

/** The text of a graph after a pass. */
function after(pass: (graph: Graph) => Graph, text: string): string {
  const { graph, inputs, variables } = parse(text);
  expect(print(graph, { inputs, variables })).toBe(trim(text)); // it was read as it was meant
  const next = pass(graph);
  verify(next, 'test');
  return print(next, { inputs, variables });
}
const byRule =
  (rule: Rule) =>
  (text: string): string =>
    after((graph) => rewrite(graph, rule), text);
const byGraph =
  (rule: (graph: Graph) => Rule) =>
  (text: string): string =>
    after((graph) => rewrite(graph, rule(graph)), text);

describe('simplify', () => {
  const apply = byRule(simplify);

  test('folds arithmetic of constants, rounded to float32: 0.1 + 0.2 is 0.3', () => {
    const before = `
      %0: float32[] = Const 0.2
      %1: float32[] = Const 0.1
      %2: float32[] = Add(%1, %0)
      return %2`;
    expect(apply(before)).toBe(
      trim(`
      %0: float32[] = Const 0.3
      return %0`),
    );
  });

  test('drops a product with one, a cast to the same type, and a division by one', () => {
    const before = `
      %0: float32[2,3] = Input x
      %1: float32[] = Const 1
      %2: float32[] = Const 1
      %3: float32[2,3] = Mul(%2, %0)
      %4: float32[2,3] = Cast(%3)
      %5: float32[2,3] = RealDiv(%4, %1)
      return %5`;
    expect(apply(before)).toBe(
      trim(`
      %0: float32[2,3] = Input x
      return %0`),
    );
  });

  test('keeps a product with one that broadcasts', () => {
    const before = `
      %0: float32[3] = Input x
      %1: float32[2,3] = Const 1
      %2: float32[2,3] = Mul(%0, %1)
      return %2`;
    expect(apply(before)).toBe(trim(before));
  });

  test('makes one Reshape of two, and none of two that undo each other', () => {
    const before = reorder(`
      %0: float32[2,3] = Input x
      %1: int32[2] = Const [2, 3]
      %2: int32[1] = Const 6
      %3: float32[6] = Reshape(%0, %2)
      %4: float32[2,3] = Reshape(%3, %1)
      %5: int32[2] = Const [3, 2]
      %6: float32[3,2] = Reshape(%3, %5)
      return %6, %4`);
    expect(apply(before)).toBe(
      trim(`
      %0: float32[2,3] = Input x
      %1: int32[2] = Const [3, 2]
      %2: float32[3,2] = Reshape(%0, %1)
      return %2, %0`),
    );
  });

  test('replaces a sum over an axis of size 1 by a Reshape, and drops a Transpose that moves nothing', () => {
    const before = `
      %0: float32[1,3] = Input x
      %1: int32[1] = Const 0
      %2: int32[1] = Const 0
      %3: float32[3] = Sum(%0, %2)
      %4: float32[3] = Transpose(%3, %1)
      return %4`;
    expect(apply(before)).toBe(
      trim(`
      %0: float32[1,3] = Input x
      %1: int32[1] = Const 3
      %2: float32[3] = Reshape(%0, %1)
      return %2`),
    );
  });
});

describe('common subexpression elimination', () => {
  const apply = byGraph(eliminateCommonSubexpressions);

  test('computes once what is written twice, constants included', () => {
    const before = `
      %0: float32[4] = Input x
      %1: float32[] = Const 3
      %2: float32[4] = Mul(%0, %1)
      %3: float32[4] = Exp(%2)
      %4: float32[] = Const 3
      %5: float32[4] = Mul(%0, %4)
      %6: float32[4] = Exp(%5)
      %7: float32[4] = Add(%6, %3)
      return %7`;
    expect(apply(before)).toBe(
      trim(`
      %0: float32[4] = Input x
      %1: float32[] = Const 3
      %2: float32[4] = Mul(%0, %1)
      %3: float32[4] = Exp(%2)
      %4: float32[4] = Add(%3, %3)
      return %4`),
    );
  });

  test('keeps apart nodes that differ in an attribute, in the order of inputs, or in the sign of a zero', () => {
    const before = `
      %0: float32[2,2] = Input x
      %1: float32[2,2] = Input y
      %2: float32[] = Const -0
      %3: float32[] = Const 0
      %4: float32[2,2] = Sub(%1, %0)
      %5: float32[2,2] = Sub(%0, %1)
      %6: float32[2,2] = MatMul(%0, %1) {transpose_b}
      %7: float32[2,2] = MatMul(%0, %1)
      return %7, %6, %5, %4, %3, %2`;
    const lines = (text: string): string[] =>
      text
        .split('\n')
        .slice(0, -1)
        .map((line) => line.replace(/^.*= /, ''));
    expect(lines(byGraph(eliminateCommonSubexpressions)(reorder(before))).length).toBe(8);
  });
});

/** The same text with numbers in the order in which `print` gives them. */
function reorder(text: string): string {
  const { graph, inputs, variables } = parse(text);
  return print(graph, { inputs, variables });
}

describe('squeeze', () => {
  test('makes a product of batches of one a product of matrices', () => {
    const before = `
      %0: float32[1,4,3] = Input a
      %1: float32[1,5,3] = Input b
      %2: float32[1,4,5] = BatchMatMulV2(%0, %1) {adj_y}
      return %2`;
    expect(byRule(squeeze)(before)).toBe(
      trim(
        reorder(`
      %0: float32[1,4,3] = Input a
      %1: float32[1,5,3] = Input b
      %2: int32[2] = Const [4, 3]
      %3: float32[4,3] = Reshape(%0, %2)
      %4: int32[2] = Const [5, 3]
      %5: float32[5,3] = Reshape(%1, %4)
      %6: float32[4,5] = MatMul(%3, %5) {transpose_b}
      %7: int32[3] = Const [1, 4, 5]
      %8: float32[1,4,5] = Reshape(%6, %7)
      return %8`),
      ),
    );
  });

  test('leaves a batch of two alone', () => {
    const before = `
      %0: float32[2,4,3] = Input a
      %1: float32[2,3,5] = Input b
      %2: float32[2,4,5] = BatchMatMulV2(%0, %1)
      return %2`;
    expect(byRule(squeeze)(before)).toBe(trim(before));
  });
});

describe('gradient ops', () => {
  const apply = byRule(fuseGradients);

  test.each([
    {
      what: 'dy · (1 - y²) is TanhGrad',
      before: `
      %2: float32[4] = Tanh(%0)
      %3: float32[4] = Square(%2)
      %4: float32[] = Const 1
      %5: float32[4] = Sub(%4, %3)
      %6: float32[4] = Mul(%1, %5)`,
      after: ['Tanh', 'TanhGrad'],
    },
    {
      what: 'dy · (y · (1 - y)) is SigmoidGrad, in either order',
      before: `
      %2: float32[4] = Sigmoid(%0)
      %3: float32[] = Const 1
      %4: float32[4] = Sub(%3, %2)
      %5: float32[4] = Mul(%2, %4)
      %6: float32[4] = Mul(%5, %1)`,
      after: ['Sigmoid', 'SigmoidGrad'],
    },
  ])('$what', ({ before, after: [activation, gradient] }) => {
    const inputs = `
      %0: float32[4] = Input x
      %1: float32[4] = Input dy`;
    expect(apply(reorder(`${inputs}${before}\n return %6`))).toBe(
      trim(`${inputs}
      %2: float32[4] = ${activation}(%0)
      %3: float32[4] = ${gradient}(%2, %1)
      return %3`),
    );
  });

  test('dy · (1 - y²) of a y that is no tanh stays', () => {
    const before = reorder(`
      %0: float32[4] = Input y
      %1: float32[4] = Input dy
      %2: float32[4] = Square(%0)
      %3: float32[] = Const 1
      %4: float32[4] = Sub(%3, %2)
      %5: float32[4] = Mul(%1, %4)
      return %5`);
    expect(apply(before)).toBe(before);
  });

  test('a sum over all axes but the last is BiasAddGrad, and one over the last is not', () => {
    const sumOver = (axis: number, size: number) => `
      %0: float32[4,3] = Input dy
      %1: int32[1] = Const ${axis}
      %2: float32[${size}] = Sum(%0, %1)
      return %2`;
    expect(apply(sumOver(0, 3))).toBe(
      trim(`
      %0: float32[4,3] = Input dy
      %1: float32[3] = BiasAddGrad(%0)
      return %1`),
    );
    expect(apply(sumOver(1, 4))).toBe(trim(sumOver(1, 4)));
  });
});

describe('sums of squares', () => {
  test('are twice an L2Loss', () => {
    const before = `
      %0: float32[4,3] = Input x
      %1: int32[2] = Const [0, 1]
      %2: float32[4,3] = Square(%0)
      %3: float32[] = Sum(%2, %1)
      return %3`;
    expect(byRule(fuseSumsOfSquares)(before)).toBe(
      trim(
        reorder(`
      %0: float32[4,3] = Input x
      %1: float32[] = Const 2
      %2: float32[] = L2Loss(%0)
      %3: float32[] = Mul(%2, %1)
      return %3`),
      ),
    );
  });

  test('over some axes stay', () => {
    const before = `
      %0: float32[4,3] = Input x
      %1: int32[1] = Const 0
      %2: float32[4,3] = Square(%0)
      %3: float32[3] = Sum(%2, %1)
      return %3`;
    expect(byRule(fuseSumsOfSquares)(before)).toBe(trim(before));
  });
});

describe('matrix products', () => {
  const layer = `
      %0: float32[4,3] = Input x
      %1: float32[3,5] = Variable w
      %2: float32[5] = Variable b
      %3: float32[4,5] = MatMul(%0, %1)
      %4: float32[4,5] = Add(%3, %2)
      %5: float32[4,5] = Relu(%4)`;

  test('take in their bias and their activation', () => {
    expect(
      byGraph(fuseActivations)(`${layer}
      return %5`),
    ).toBe(
      trim(`
      %0: float32[4,3] = Input x
      %1: float32[3,5] = Variable w
      %2: float32[5] = Variable b
      %3: float32[4,5] = _FusedMatMul(%0, %1, %2) {num_args=1, fused_ops=["BiasAdd","Relu"]}
      return %3`),
    );
  });

  test('leave the activation out where their sum is also a result, and then take in the bias alone', () => {
    const before = trim(`${layer}
      return %5, %4`);
    expect(byGraph(fuseActivations)(before)).toBe(before);
    expect(byGraph(fuseBiases)(before)).toBe(
      trim(`
      %0: float32[4,3] = Input x
      %1: float32[3,5] = Variable w
      %2: float32[5] = Variable b
      %3: float32[4,5] = _FusedMatMul(%0, %1, %2) {num_args=1, fused_ops=["BiasAdd"]}
      %4: float32[4,5] = Relu(%3)
      return %4, %3`),
    );
  });

  test('need no z for the backward pass, since the gradient of a ReLU is also one of its output', () => {
    const before = reorder(`
      %0: float32[4] = Input z
      %1: float32[4] = Input dy
      %2: float32[4] = Relu(%0)
      %3: float32[4] = ReluGrad(%1, %0)
      return %2, %3`);
    expect(byGraph(gradientsFromOutputs)(before)).toBe(
      reorder(`
      %0: float32[4] = Input z
      %1: float32[4] = Input dy
      %2: float32[4] = Relu(%0)
      %3: float32[4] = ReluGrad(%1, %2)
      return %2, %3`),
    );
  });
});

describe('cross-entropy', () => {
  test('of logits, with its gradient, is one node', () => {
    const before = reorder(`
      %0: float32[4,3] = Input z
      %1: float32[4,3] = Input y
      %2: int32[1] = Const 1
      %3: float32[4] = Max(%0, %2)
      %4: int32[2] = Const [4, 1]
      %5: float32[4,1] = Reshape(%3, %4)
      %6: float32[4,3] = Sub(%0, %5)
      %7: float32[4,3] = Exp(%6)
      %8: float32[4] = Sum(%7, %2)
      %9: float32[4] = Log(%8)
      %10: float32[4] = Add(%3, %9)
      %11: float32[4,1] = Reshape(%10, %4)
      %12: float32[4,3] = Sub(%0, %11)
      %13: float32[4,3] = Mul(%12, %1)
      %14: float32[4,3] = Neg(%13)
      %15: float32[4] = Sum(%14, %2)
      %16: float32[4,3] = Exp(%12)
      %17: float32[4,3] = Sub(%16, %1)
      return %15, %17`);
    expect(byGraph(fuseCrossEntropy)(before)).toBe(
      trim(`
      %0: float32[4,3] = Input z
      %1: float32[4,3] = Input y
      %2, %3: float32[4], float32[4,3] = SoftmaxCrossEntropyWithLogits(%0, %1)
      return %2, %3`),
    );
  });
});

describe('batch norm', () => {
  const forward = `
      %0: float32[8,5] = Input x
      %1: float32[5] = Variable gamma
      %2: float32[5] = Variable beta
      %3: int32[1] = Const 0
      %4: float32[5] = Mean(%0, %3)
      %5: float32[8,5] = Sub(%0, %4)
      %6: float32[8,5] = Square(%5)
      %7: float32[5] = Mean(%6, %3)
      %8: int32[4] = Const [1, 1, 8, 5]
      %9: float32[1,1,8,5] = Reshape(%0, %8)
      %10, %11, %12, %13, %14: float32[1,1,8,5], float32[5], float32[5], float32[5], float32[5] = FusedBatchNorm(%9, %1, %2, %4, %7) {epsilon=0.001}
      return %10, %4, %7`;

  test('by the statistics of its batch is one node, which gives them, too', () => {
    expect(byGraph(fuseBatchNorm)(reorder(forward))).toBe(
      reorder(`
      %0: float32[8,5] = Input x
      %1: float32[5] = Variable gamma
      %2: float32[5] = Variable beta
      %3: float32[0] = Const []
      %4: float32[0] = Const []
      %8: int32[4] = Const [1, 1, 8, 5]
      %9: float32[1,1,8,5] = Reshape(%0, %8)
      %10, %11, %12, %13, %14: float32[1,1,8,5], float32[5], float32[5], float32[5], float32[5] = FusedBatchNorm(%9, %1, %2, %3, %3) {epsilon=0.001, data_format="NHWC", is_training}
      return %10, %13, %14`),
    );
  });

  test('by the statistics of something else stays', () => {
    const before = reorder(forward.replace('Square(%5)', 'Square(%0)'));
    expect(byGraph(fuseBatchNorm)(before)).toBe(before);
  });
});

describe('horizontal fusion', () => {
  const norms = (count: number): string => {
    const inputs = Array.from({ length: count }, (_, i) => `%${i}: float32[] = Input s${i}`);
    const roots = Array.from({ length: count }, (_, i) => `%${count + i}: float32[] = Sqrt(%${i})`);
    const refs = Array.from({ length: count }, (_, i) => `%${count + i}`).join(', ');
    return [
      ...inputs,
      ...roots,
      `%${2 * count}: float32[${count}] = Pack(${refs}) {axis=0}`,
      `return %${2 * count}`,
    ].join('\n');
  };

  test('takes the roots of numbers after it has packed them', () => {
    expect(byRule(horizontalFusion)(reorder(norms(3)))).toBe(
      trim(`
      %0: float32[] = Input s0
      %1: float32[] = Input s1
      %2: float32[] = Input s2
      %3: float32[3] = Pack(%0, %1, %2) {axis=0}
      %4: float32[3] = Sqrt(%3)
      return %4`),
    );
  });
});

describe('optimizer updates', () => {
  const apply = (text: string): string => after(fuseOptimizerUpdates, reorder(text));

  test('w - rate · g is one node', () => {
    const before = `
      %0: float32[] = Input rate
      %1: float32[3] = Input g
      %2: float32[3] = Variable w
      %3: float32[3] = Mul(%0, %1)
      %4: float32[3] = Sub(%2, %3)
      w <- AssignVariableOp(%4)`;
    expect(apply(before)).toBe(
      trim(`
      %0: float32[] = Input rate
      %1: float32[3] = Input g
      w <- ResourceApplyGradientDescent(%0, %1)`),
    );
  });

  test('w + c · g, as tfjs writes it, has the rate -c', () => {
    const before = `
      %0: float32[3] = Input g
      %1: float32[3] = Variable w
      %2: float32[] = Const -0.5
      %3: float32[3] = Mul(%2, %0)
      %4: float32[3] = Add(%3, %1)
      w <- AssignVariableOp(%4)`;
    expect(apply(before)).toBe(
      trim(`
      %0: float32[3] = Input g
      %1: float32[] = Const 0.5
      w <- ResourceApplyGradientDescent(%1, %0)`),
    );
  });

  test.each([
    [false, '%6', ''],
    [true, '%8', ' {use_nesterov}'],
  ])('m ← μ·m + g and w ← w - rate·step are one node (Nesterov: %s)', (_, step, attrs) => {
    const before = `
      %0: float32[] = Input rate
      %1: float32[3] = Input g
      %2: float32[3] = Variable w
      %3: float32[3] = Variable m
      %4: float32[] = Const 0.9
      %5: float32[3] = Mul(%4, %3)
      %6: float32[3] = Add(%5, %1)
      %7: float32[3] = Mul(%4, %6)
      %8: float32[3] = Add(%1, %7)
      %9: float32[3] = Mul(%0, ${step})
      %10: float32[3] = Sub(%2, %9)
      w <- AssignVariableOp(%10)
      m <- AssignVariableOp(%6)`;
    expect(apply(before)).toBe(
      trim(`
      %0: float32[] = Input rate
      %1: float32[3] = Input g
      %2: float32[] = Const 0.9
      w, m <- ResourceApplyMomentum(%0, %1, %2)${attrs}`),
    );
  });

  test('an assignment of another kind stays', () => {
    const before = `
      %0: float32[3] = Input g
      %1: float32[3] = Variable w
      %2: float32[3] = Mul(%1, %0)
      w <- AssignVariableOp(%2)`;
    expect(apply(before)).toBe(reorder(before));
  });
});
