// An interpreter of elementwise expressions: each step is one op on a block of numbers that stays in the first cache.

/** The names of the ops are in src/graph/native/elementwise.ts, in this order. */
enum Step : int32_t {
  COPY, NEG, ABS, SQUARE, SQRT, RSQRT, EXP, LOG, LOG1P, EXPM1, TANH, SIGMOID, RELU, RELU6, ELU, SELU, SOFTPLUS, SIGN,
  RECIPROCAL, FLOOR, CEIL, ROUND, SIN, COS, ERF, IS_NAN, IS_INF, IS_FINITE, NOT, NONZERO, INT_TO_FLOAT,
  ADD, SUB, MUL, DIV, MAXIMUM, MINIMUM, POW, SQUARED_DIFFERENCE, DIV_NO_NAN, RELU_GRAD, TANH_GRAD, SIGMOID_GRAD, ELU_GRAD,
  GREATER, GREATER_EQUAL, LESS, LESS_EQUAL, EQUAL, NOT_EQUAL, AND, OR, LEAKY_RELU, SELECT, FLOAT_TO_INT
};

#define EACH(expression)                            \
  {                                                 \
    _Pragma("GCC ivdep") for (int32_t i = 0; i < n; i++) out[i] = (expression); \
  }                                                 \
  break;

static void elementwiseStep(int32_t op, int32_t n, float *out, const float *a, const float *b, const float *c) {
  switch (op) {
    case COPY: EACH(a[i])
    case NEG: EACH(-a[i])
    case ABS: EACH(__builtin_fabsf(a[i]))
    case SQUARE: EACH(a[i] * a[i])
    case SQRT: EACH(__builtin_sqrtf(a[i]))
    case RSQRT: EACH(1.0f / __builtin_sqrtf(a[i]))
    case EXP: EACH(expOf(a[i]))
    case LOG: EACH(logOf(a[i]))
    case LOG1P: EACH(__builtin_log1pf(a[i]))
    case EXPM1: EACH(__builtin_expm1f(a[i]))
    case TANH: EACH(tanhOf(a[i]))
    case SIGMOID: EACH(sigmoidOf(a[i]))
    case RELU: EACH(a[i] <= 0.0f ? 0.0f : a[i]) // 0 of -0, as in TensorFlow
    case RELU6: EACH(a[i] <= 0.0f ? 0.0f : a[i] > 6.0f ? 6.0f : a[i])
    case ELU: EACH(a[i] < 0.0f ? __builtin_expm1f(a[i]) : a[i])
    case SELU: EACH(a[i] < 0.0f ? 1.7580993408473768f * __builtin_expm1f(a[i]) : 1.0507009873554805f * a[i])
    case SOFTPLUS: EACH((a[i] > 0.0f ? a[i] : 0.0f) + __builtin_log1pf(__builtin_expf(-__builtin_fabsf(a[i]))))
    case SIGN: EACH(a[i] > 0.0f ? 1.0f : a[i] < 0.0f ? -1.0f : a[i] == 0.0f ? 0.0f : a[i])
    case RECIPROCAL: EACH(1.0f / a[i])
    case FLOOR: EACH(__builtin_floorf(a[i]))
    case CEIL: EACH(__builtin_ceilf(a[i]))
    case ROUND: EACH(__builtin_rintf(a[i]))
    case SIN: EACH(__builtin_sinf(a[i]))
    case COS: EACH(__builtin_cosf(a[i]))
    case ERF: EACH(__builtin_erff(a[i]))
    case IS_NAN: EACH(a[i] != a[i] ? 1.0f : 0.0f)
    case IS_INF: EACH(__builtin_fabsf(a[i]) == __builtin_inff() ? 1.0f : 0.0f)
    case IS_FINITE: EACH(__builtin_fabsf(a[i]) < __builtin_inff() ? 1.0f : 0.0f)
    case NOT: EACH(a[i] == 0.0f ? 1.0f : 0.0f)
    case NONZERO: EACH(a[i] != 0.0f ? 1.0f : 0.0f)
    case INT_TO_FLOAT: EACH(static_cast<float>(toBits(a[i])))
    case ADD: EACH(a[i] + b[i])
    case SUB: EACH(a[i] - b[i])
    case MUL: EACH(a[i] * b[i])
    case DIV: EACH(a[i] / b[i])
    case MAXIMUM: EACH(a[i] != a[i] ? a[i] : b[i] != b[i] ? b[i] : a[i] > b[i] ? a[i] : b[i])
    case MINIMUM: EACH(a[i] != a[i] ? a[i] : b[i] != b[i] ? b[i] : a[i] < b[i] ? a[i] : b[i])
    case POW: EACH(__builtin_powf(flushed(a[i]), flushed(b[i])))
    case SQUARED_DIFFERENCE: EACH((a[i] - b[i]) * (a[i] - b[i]))
    case DIV_NO_NAN: EACH(b[i] == 0.0f ? 0.0f : a[i] / b[i])
    case RELU_GRAD: EACH(a[i] * (b[i] > 0.0f ? 1.0f : 0.0f)) // NaN times 0 is NaN
    case TANH_GRAD: EACH(b[i] * (1.0f - a[i] * a[i]))
    case SIGMOID_GRAD: EACH(b[i] * a[i] * (1.0f - a[i]))
    case ELU_GRAD: EACH(b[i] < 0.0f ? a[i] * (b[i] + 1.0f) : a[i])
    case GREATER: EACH(a[i] > b[i] ? 1.0f : 0.0f)
    case GREATER_EQUAL: EACH(a[i] >= b[i] ? 1.0f : 0.0f)
    case LESS: EACH(a[i] < b[i] ? 1.0f : 0.0f)
    case LESS_EQUAL: EACH(a[i] <= b[i] ? 1.0f : 0.0f)
    case EQUAL: EACH(a[i] == b[i] ? 1.0f : 0.0f)
    case NOT_EQUAL: EACH(a[i] != b[i] ? 1.0f : 0.0f)
    case AND: EACH(a[i] != 0.0f && b[i] != 0.0f ? 1.0f : 0.0f)
    case OR: EACH(a[i] != 0.0f || b[i] != 0.0f ? 1.0f : 0.0f)
    case LEAKY_RELU: EACH(a[i] > 0.0f ? a[i] : a[i] * b[i])
    case SELECT: EACH(a[i] != 0.0f ? b[i] : c[i])
    case FLOAT_TO_INT: EACH(fromBits(static_cast<int32_t>(a[i])))
  }
}

enum Kind : int32_t { FULL, SCALAR, ROW, COLUMN };
enum { BLOCK = 512, MAX_VALUES = 64 };

/** Where values are: in the plan's memory, or, at a place below -1, in a thread's own memory, which holds a block of rows. */
struct Places {
  float *memory;
  float *locals = nullptr;
  size_t localSize = 0;

  /** Entry `from` of a value; `begin` is the first one of the block. */
  float *entry(int32_t place, int32_t from, int32_t begin) const {
    return place < -1 ? locals + (-2 - place) * localSize + (from - begin) : memory + place + from;
  }
};

/**
 * [inner, inputs, (kind, place)…, steps, (op, a, b, c, place or -1)…], on entries [begin, end): the values of a block are numbered, inputs
 * first, then one for each step; a step whose value is an output writes it to its place, others into a register.
 * Kinds of inputs: an entry for each; one number for all; a row that repeats every `inner` entries; a number for each row of
 * `inner` entries.
 */
static const int32_t *elementwise(const int32_t *at, int32_t begin, int32_t end, const Places &places, Scratch &scratch) {
  const int32_t inner = *at++, inputs = *at++;
  const int32_t *input = at;
  at += 2 * inputs;
  const int32_t steps = *at++;
  const int32_t *step = at;
  at += 5 * steps;
  float *registers = scratch.registers.get(static_cast<size_t>(inputs + steps) * BLOCK);
  float *values[MAX_VALUES];
  const bool isShort = inner <= BLOCK; // whole rows fit a block
  const int32_t block = isShort ? BLOCK / inner * inner : BLOCK;
  for (int32_t v = 0; v < inputs; v++) {
    const float *from = places.memory + input[2 * v + 1];
    float *own = values[v] = registers + v * BLOCK;
    if (input[2 * v] == SCALAR)
      for (int32_t i = 0; i < BLOCK; i++) own[i] = *from;
    if (input[2 * v] == ROW && isShort)
      for (int32_t i = 0; i < block; i += inner) __builtin_memcpy(own + i, from, sizeof(float) * inner);
  }
  for (int32_t from = begin; from < end;) {
    int32_t n = end - from < block ? end - from : block;
    const int32_t column = from % inner;
    if (!isShort && n > inner - column) n = inner - column;
    for (int32_t v = 0; v < inputs; v++) {
      const int32_t number = input[2 * v + 1];
      if (input[2 * v] == FULL) {
        values[v] = places.entry(number, from, begin);
        continue;
      }
      float *place = places.memory + number;
      switch (input[2 * v]) {
        case ROW: if (!isShort) values[v] = place + column; break;
        case COLUMN: {
          float *own = values[v];
          if (isShort)
            for (int32_t i = 0, row = from / inner; i < n; row++)
              for (int32_t j = 0; j < inner; j++) own[i++] = place[row];
          else
            for (int32_t i = 0; i < n; i++) own[i] = place[from / inner];
          break;
        }
        default: break;
      }
    }
    const int32_t *s = step;
    for (int32_t v = inputs; v < inputs + steps; v++, s += 5) {
      values[v] = s[4] == -1 ? registers + v * BLOCK : places.entry(s[4], from, begin);
      elementwiseStep(s[0], n, values[v], values[s[1]], values[s[2]], values[s[3]]);
    }
    from += n;
  }
  return at;
}
