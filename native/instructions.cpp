// The instructions, compiled once for each level of instruction sets under a namespace of its own (LEVEL). Only functions of this file
// and built-in ones: a function that the linker shares between levels would carry one level's instructions into another.
#include "engine.h"

namespace engine::LEVEL {
namespace {

#include "math.h"
#include "elementwise.h"
#include "reduce.h"
#include "spatial.h"

/** [transpose a, transpose b, m, n, k, a, b, c, lda, ldb, ldc, add] */
const int32_t *product(const int32_t *at, float *memory, Gemm gemm) {
  gemm(101, at[0] ? 112 : 111, at[1] ? 112 : 111, at[2], at[3], at[4], 1, memory + at[5], at[8], memory + at[6], at[9],
       at[11] ? 1.0f : 0.0f, memory + at[7], at[10]);
  return at + 12;
}

/** The names of the instructions are in src/graph/native/instructions.ts, in this order. */
enum Instruction : int32_t {
  PRODUCT, ELEMENTWISE, REDUCE, CROSS_ENTROPY, SOFTMAX, BATCH_NORM, BATCH_NORM_GRAD, CONVOLVE, COPY_AXES, FILL, ONE_HOT
};

const int32_t *executeOne(const int32_t *code, float *memory, Gemm gemm, Scratch &scratch) {
  const int32_t *at = code + 1;
  switch (code[0]) {
    case PRODUCT: return product(at, memory, gemm);
    case ELEMENTWISE: return elementwise(at, memory, scratch);
    case REDUCE: return reduce(at, memory);
    case CROSS_ENTROPY: return crossEntropy(at, memory, scratch);
    case SOFTMAX: return softmax(at, memory);
    case BATCH_NORM: return batchNorm(at, memory, scratch);
    case BATCH_NORM_GRAD: return batchNormGrad(at, memory, scratch);
    case CONVOLVE: return convolve(at, memory, gemm, scratch);
    case COPY_AXES: return copyAxes(at, memory);
    case FILL: return fill(at, memory);
    case ONE_HOT: return oneHot(at, memory);
    default: __builtin_trap();
  }
}

} // namespace

const Execute execute = executeOne;

} // namespace engine::LEVEL
