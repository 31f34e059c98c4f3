// The instructions, compiled once for each level of instruction sets under a namespace of its own (LEVEL). Only functions of this file
// and built-in ones: a function that the linker shares between levels would carry one level's instructions into another.
#include "engine.h"

namespace engine::LEVEL {
namespace {

/** The names of the instructions are in src/graph/native/instructions.ts, in this order. */
enum Instruction : int32_t {
  PRODUCT, ELEMENTWISE, REDUCE, CROSS_ENTROPY, SOFTMAX, BATCH_NORM, BATCH_NORM_GRAD, CONVOLVE, COPY_AXES, FILL, ONE_HOT,
  BLOCKS
};

#include "math.h"
#include "product.h"
#include "elementwise.h"
#include "reduce.h"
#include "spatial.h"
#include "blocks.h"

const int32_t *executeOne(const int32_t *code, float *memory, Gemm gemm, Scratch &scratch) {
  const int32_t *at = code + 1;
  switch (code[0]) {
    case PRODUCT: return product(at, memory, gemm, scratch);
    case ELEMENTWISE: return elementwise(at + 2, at[0], at[1], {memory}, scratch);
    case REDUCE: return reduce(at, memory);
    case CROSS_ENTROPY: return crossEntropy(at, memory, scratch);
    case SOFTMAX: return softmax(at, memory);
    case BATCH_NORM: return batchNorm(at, memory, scratch);
    case BATCH_NORM_GRAD: return batchNormGrad(at, memory, scratch);
    case CONVOLVE: return convolve(at, memory, gemm, scratch);
    case COPY_AXES: return copyAxes(at, memory);
    case FILL: return fill(at, memory);
    case ONE_HOT: return oneHot(at, memory);
    case BLOCKS: return blocks(at, memory, scratch);
    default: __builtin_trap();
  }
}

} // namespace

const Execute execute = executeOne;

} // namespace engine::LEVEL
