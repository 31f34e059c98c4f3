// Sums and the like, softmax with cross-entropy, and batch normalisation.

enum Reduction : int32_t { SUM, MEAN, MAX, MIN, HALF_SQUARES, PROD };

/** The sum of x, or of its squares, in sixty-four interleaved parts: short chains of additions, so little rounding. */
template <bool SQUARES> static float sumOf(const float *x, size_t n) {
  constexpr size_t RUN = 16384;
  constexpr int PARTS = 64;
  float total = 0;
  for (size_t from = 0; from < n; from += RUN) {
    const size_t m = n - from < RUN ? n - from : RUN;
    float parts[PARTS] = {0};
    size_t i = 0;
    for (; i + PARTS <= m; i += PARTS)
      for (int j = 0; j < PARTS; j++) parts[j] += SQUARES ? x[from + i + j] * x[from + i + j] : x[from + i + j];
    for (int j = 0; i < m; i++, j++) parts[j] += SQUARES ? x[from + i] * x[from + i] : x[from + i];
    for (int width = PARTS / 2; width > 0; width /= 2)
      for (int j = 0; j < width; j++) parts[j] += parts[j + width];
    total += parts[0];
  }
  return total;
}

static inline float greater(float a, float b) { return a != a ? a : b != b ? b : a > b ? a : b; }
static inline float smaller(float a, float b) { return a != a ? a : b != b ? b : a < b ? a : b; }

/** How many rows of `inner` entries are taken as one: a loop over few entries is slow. */
static inline int32_t rowsAsOne(int32_t rows, int32_t inner) {
  int32_t together = 1;
  while (together * inner <= 64 && rows % (2 * together) == 0) together *= 2;
  return together;
}

/** Adds rows of `inner` entries to sums, in as many columns as are taken as one row. */
static void addWide(int32_t rows, int32_t width, const float *x, float *__restrict sums) {
  for (int32_t r = 0; r < rows; r++, x += width)
#pragma GCC ivdep
    for (int32_t i = 0; i < width; i++) sums[i] += x[i];
}

/** The columns of a wide row added to those of the first row in it. */
static void fold(float *sums, int32_t together, int32_t inner) {
  for (int32_t half = together / 2; half > 0; half /= 2)
    for (int32_t i = 0; i < half * inner; i++) sums[i] += sums[half * inner + i];
}

/** Calls body(place, column) for each entry of rows that lie one after the other; no entry depends on another one of its row. */
template <typename Body> static inline void eachEntry(int32_t rows, int32_t width, Body body) {
  for (int32_t r = 0; r < rows; r++)
#pragma GCC ivdep
    for (int32_t i = 0; i < width; i++) body(static_cast<size_t>(r) * width + i, i);
}

/** Repeats a row. */
static void repeat(float *row, int32_t together, int32_t inner) {
  for (int32_t i = inner; i < together * inner; i++) row[i] = row[i - inner];
}

/** Adds rows of `inner` entries, or the squares of single ones, to y, which is set to zero first where they are the first ones. */
static void addRows(int32_t op, int32_t rows, int32_t inner, const float *x, float *y, bool isFirst) {
  if (isFirst)
    for (int32_t i = 0; i < inner; i++) y[i] = 0;
  if (inner == 1) {
    y[0] += op == HALF_SQUARES ? 0.5f * sumOf<true>(x, rows) : sumOf<false>(x, rows);
    return;
  }
  const int32_t together = rowsAsOne(rows, inner);
  if (together == 1) return addWide(rows, inner, x, y);
  float sums[128] = {0};
  addWide(rows / together, together * inner, x, sums);
  fold(sums, together, inner);
  for (int32_t i = 0; i < inner; i++) y[i] += sums[i];
}

/** [op, outer, length, inner, from, to]: over the middle of three axes. */
static const int32_t *reduce(const int32_t *at, float *memory) {
  const int32_t op = at[0], outer = at[1], length = at[2], inner = at[3];
  const float *x = memory + at[4];
  float *y = memory + at[5];
  at += 6;
  const float scale = op == MEAN ? 1.0f / static_cast<float>(length) : op == HALF_SQUARES ? 0.5f : 1.0f;
  for (int32_t o = 0; o < outer; o++, y += inner) {
    if (inner == 1 && (op == SUM || op == MEAN || op == HALF_SQUARES)) {
      y[0] = scale * (op == HALF_SQUARES ? sumOf<true>(x, length) : sumOf<false>(x, length));
      x += length;
      continue;
    }
    if (op == SUM) {
      addRows(op, length, inner, x, y, true);
      x += static_cast<size_t>(length) * inner;
      continue;
    }
    const float start = op == MAX ? -__builtin_inff() : op == MIN ? __builtin_inff() : op == PROD ? 1.0f : 0.0f;
    for (int32_t i = 0; i < inner; i++) y[i] = start;
    for (int32_t r = 0; r < length; r++, x += inner) {
      switch (op) {
        case MAX:
#pragma GCC ivdep
          for (int32_t i = 0; i < inner; i++) y[i] = greater(y[i], x[i]);
          break;
        case MIN:
#pragma GCC ivdep
          for (int32_t i = 0; i < inner; i++) y[i] = smaller(y[i], x[i]);
          break;
        case PROD:
          for (int32_t i = 0; i < inner; i++) y[i] *= x[i];
          break;
        default:
#pragma GCC ivdep
          for (int32_t i = 0; i < inner; i++) y[i] += x[i];
      }
    }
    if (scale != 1.0f)
      for (int32_t i = 0; i < inner; i++) y[i] *= scale;
  }
  return at;
}

/** [begin, end, classes, logits, labels, losses or -1, gradients or -1]: for rows; the gradient of a row is softmax - labels. */
static const int32_t *crossEntropy(const int32_t *at, float *memory, Scratch &scratch) {
  const int32_t begin = at[0], end = at[1], classes = at[2];
  const float *logits = memory + at[3], *labels = memory + at[4];
  float *losses = at[5] < 0 ? nullptr : memory + at[5], *gradients = at[6] < 0 ? nullptr : memory + at[6];
  float *shifted = scratch.registers.get(2 * static_cast<size_t>(classes)), *powers = shifted + classes;
  for (int32_t row = begin; row < end; row++) {
    const float *z = logits + static_cast<size_t>(row) * classes, *y = labels + static_cast<size_t>(row) * classes;
    float top = z[0];
    for (int32_t i = 1; i < classes; i++) top = greater(top, z[i]);
    for (int32_t i = 0; i < classes; i++) shifted[i] = z[i] - top;
    for (int32_t i = 0; i < classes; i++) powers[i] = expOf(shifted[i]);
    const float sum = sumOf<false>(powers, classes), log = logOf(sum);
    float loss = 0;
    for (int32_t i = 0; i < classes; i++) loss += y[i] * (log - shifted[i]);
    if (losses) losses[row] = loss;
    if (gradients)
      for (int32_t i = 0; i < classes; i++) gradients[static_cast<size_t>(row) * classes + i] = powers[i] / sum - y[i];
  }
  return at + 7;
}

/** [begin, end, classes, from, to]: the softmax of rows. */
static const int32_t *softmax(const int32_t *at, float *memory) {
  const int32_t classes = at[2];
  for (int32_t row = at[0]; row < at[1]; row++) {
    const float *z = memory + at[3] + static_cast<size_t>(row) * classes;
    float *y = memory + at[4] + static_cast<size_t>(row) * classes;
    float top = z[0];
    for (int32_t i = 1; i < classes; i++) top = greater(top, z[i]);
    for (int32_t i = 0; i < classes; i++) y[i] = expOf(z[i] - top);
    const float sum = sumOf<false>(y, classes);
    for (int32_t i = 0; i < classes; i++) y[i] /= sum;
  }
  return at + 5;
}

/** [rows, channels, ε as bits, x, scale, offset, y, mean, unbiased variance, mean again, variance]: by the batch's statistics. */
static const int32_t *batchNorm(const int32_t *at, float *memory, Scratch &scratch) {
  const int32_t rows = at[0], channels = at[1];
  const float epsilon = fromBits(at[2]), *x = memory + at[3], *scale = memory + at[4], *offset = memory + at[5];
  float *y = memory + at[6], *mean = memory + at[7], *unbiased = memory + at[8], *again = memory + at[9],
        *variance = memory + at[10];
  const int32_t together = rowsAsOne(rows, channels), width = together * channels, wideRows = rows / together;
  float *factor = scratch.registers.get(4 * static_cast<size_t>(width)), *squares = factor + width, *middle = squares + width,
        *shift = middle + width;
  const float share = 1.0f / static_cast<float>(rows);
  for (int32_t i = 0; i < width; i++) middle[i] = squares[i] = 0;
  addWide(wideRows, width, x, middle);
  fold(middle, together, channels);
  for (int32_t c = 0; c < channels; c++) mean[c] = again[c] = middle[c] = middle[c] * share;
  repeat(middle, together, channels);
  eachEntry(wideRows, width, [=](size_t place, int32_t i) {
    const float centered = x[place] - middle[i];
    squares[i] += centered * centered;
  });
  fold(squares, together, channels);
  for (int32_t c = 0; c < channels; c++) {
    variance[c] = squares[c] * share;
    unbiased[c] = rows > 1 ? squares[c] / static_cast<float>(rows - 1) : squares[c];
    factor[c] = scale[c] / __builtin_sqrtf(variance[c] + epsilon);
    shift[c] = offset[c];
  }
  repeat(factor, together, channels);
  repeat(shift, together, channels);
  eachEntry(wideRows, width, [=](size_t place, int32_t i) {
    y[place] = (x[place] - middle[i]) * factor[i] + shift[i];
  });
  return at + 11;
}

/** [rows, channels, ε as bits, dy, x, scale, mean, variance, dx, gradient of scale, gradient of offset] */
static const int32_t *batchNormGrad(const int32_t *at, float *memory, Scratch &scratch) {
  const int32_t rows = at[0], channels = at[1];
  const float epsilon = fromBits(at[2]), *dy = memory + at[3], *x = memory + at[4], *scale = memory + at[5],
              *mean = memory + at[6], *variance = memory + at[7];
  float *dx = memory + at[8], *scaleGrad = memory + at[9], *offsetGrad = memory + at[10];
  const int32_t together = rowsAsOne(rows, channels), width = together * channels, wideRows = rows / together;
  float *sums = scratch.registers.get(4 * static_cast<size_t>(width)), *products = sums + width, *factor = products + width,
        *middle = factor + width;
  const float share = 1.0f / static_cast<float>(rows);
  for (int32_t c = 0; c < channels; c++) middle[c] = mean[c];
  repeat(middle, together, channels);
  for (int32_t i = 0; i < width; i++) sums[i] = products[i] = 0;
  eachEntry(wideRows, width, [=](size_t place, int32_t i) {
    sums[i] += dy[place];
    products[i] += dy[place] * (x[place] - middle[i]);
  });
  fold(sums, together, channels);
  fold(products, together, channels);
  for (int32_t c = 0; c < channels; c++) {
    const float inverse = 1.0f / __builtin_sqrtf(variance[c] + epsilon);
    scaleGrad[c] = products[c] * inverse;
    offsetGrad[c] = sums[c];
    factor[c] = scale[c] * inverse;
    sums[c] *= share;
    products[c] *= share * inverse * inverse;
  }
  repeat(sums, together, channels);
  repeat(products, together, channels);
  repeat(factor, together, channels);
  eachEntry(wideRows, width, [=](size_t place, int32_t i) {
    dx[place] = factor[i] * (dy[place] - sums[i] - (x[place] - middle[i]) * products[i]);
  });
  return at + 11;
}
