// Products of small matrices, in tiles that stay in registers: OpenBLAS takes a fifth longer there.

#if defined(__AVX512F__)
enum { LANES = 16, TILE_ROWS = 8 };
#elif defined(__AVX2__)
enum { LANES = 8, TILE_ROWS = 6 };
#else
#if defined(__aarch64__)
enum { LANES = 4, TILE_ROWS = 8 };
#else
enum { LANES = 4, TILE_ROWS = 4 };
#endif
#endif
enum { PANEL = 2 * LANES, MOST_PACKED = 65536 };

typedef float Vector __attribute__((vector_size(LANES * 4)));
typedef Vector UnalignedVector __attribute__((aligned(4)));
typedef int32_t Lanes __attribute__((vector_size(LANES * 4)));

static inline Vector loaded(const float *from) { return *reinterpret_cast<const UnalignedVector *>(from); }
static inline void store(float *to, Vector value) { *reinterpret_cast<UnalignedVector *>(to) = value; }

/** A product c = a·b of small matrices: c is m x n, and the sums have k terms. */
struct Product {
  bool transA, transB;
  int32_t m, n, k;
  const float *a, *b;
  size_t lda, ldb;

  const float *rowOf(int32_t i) const { return a + i * (transA ? 1 : lda); }
  size_t stepOfRow() const { return transA ? 1 : lda; }
  size_t stepOfColumn() const { return transA ? lda : 1; }
  size_t packedSize() const { return static_cast<size_t>((n + PANEL - 1) / PANEL) * PANEL * k; }
  /** Whether rows of b are read where they are: there are too few tiles for a copy to be worth it. */
  bool readsInPlace() const { return !transB && m <= 16 * TILE_ROWS; }
};

/** The terms of a sum: three nested loops, with the steps in both factors from one term to the next. */
struct Terms {
  int32_t count[3];
  size_t a[3], b[3];
};

/** ROWS x VECTORS·LANES sums of products, with rows of a `row` apart; they are added to what is there where ADDS. */
template <int ROWS, int VECTORS, bool ADDS>
static inline void tile(const Terms &t, const float *a, size_t row, const float *b, float *c, size_t ldc) {
  Vector sums[ROWS][VECTORS];
  for (int r = 0; r < ROWS; r++)
    for (int v = 0; v < VECTORS; v++) sums[r][v] = ADDS ? loaded(c + r * ldc + v * LANES) : Vector{};
  const size_t stepA = t.a[2], stepB = t.b[2];
  for (int32_t i = 0; i < t.count[0]; i++)
    for (int32_t j = 0; j < t.count[1]; j++) {
      const float *from = a + i * t.a[0] + j * t.a[1], *by = b + i * t.b[0] + j * t.b[1];
      for (int32_t l = 0; l < t.count[2]; l++, from += stepA, by += stepB) {
        Vector own[VECTORS];
        for (int v = 0; v < VECTORS; v++) own[v] = loaded(by + v * LANES);
#pragma GCC unroll 8
        for (int r = 0; r < ROWS; r++)
          for (int v = 0; v < VECTORS; v++) sums[r][v] += (from[r * row] - Vector{}) * own[v];
      }
    }
  for (int r = 0; r < ROWS; r++)
    for (int v = 0; v < VECTORS; v++) store(c + r * ldc + v * LANES, sums[r][v]);
}

template <int ROWS, int VECTORS, bool ADDS>
static void tileOf(int32_t rows, const Terms &t, const float *a, size_t row, const float *b, float *c, size_t ldc) {
  if constexpr (ROWS > 0) {
    if (rows == ROWS) tile<ROWS, VECTORS, ADDS>(t, a, row, b, c, ldc);
    else tileOf<ROWS - 1, VECTORS, ADDS>(rows, t, a, row, b, c, ldc);
  }
}

/** At most TILE_ROWS x PANEL sums; what stands beside the last of the columns is left alone. */
static void tileWithin(int32_t rows, int32_t columns, const Terms &t, const float *a, size_t row, const float *b, float *c, size_t ldc) {
  if (columns == PANEL) return tileOf<TILE_ROWS, 2, false>(rows, t, a, row, b, c, ldc);
  if (columns == LANES) return tileOf<TILE_ROWS, 1, false>(rows, t, a, row, b, c, ldc);
  float corner[TILE_ROWS * PANEL];
  if (columns < LANES) tileOf<TILE_ROWS, 1, false>(rows, t, a, row, b, corner, PANEL);
  else tileOf<TILE_ROWS, 2, false>(rows, t, a, row, b, corner, PANEL);
  for (int32_t r = 0; r < rows; r++)
    for (int32_t q = 0; q < columns; q++) c[r * ldc + q] = corner[r * PANEL + q];
}

/** Turns a square of LANES x LANES numbers: exchanges the corners of ever smaller squares. */
static inline void transposeSquare(const float *from, size_t step, float *to, size_t stepTo) {
  Vector rows[LANES];
#pragma GCC unroll 16
  for (int i = 0; i < LANES; i++) rows[i] = loaded(from + i * step);
#pragma GCC unroll 4
  for (int half = LANES / 2; half > 0; half /= 2) {
    Lanes low, high;
    for (int j = 0; j < LANES; j++) {
      low[j] = j & half ? LANES + (j ^ half) : j;
      high[j] = j & half ? LANES + j : j ^ half;
    }
#pragma GCC unroll 16
    for (int i = 0; i < LANES; i++)
      if (!(i & half)) {
        const Vector a = rows[i], b = rows[i + half];
        rows[i] = __builtin_shuffle(a, b, low);
        rows[i + half] = __builtin_shuffle(a, b, high);
      }
  }
#pragma GCC unroll 16
  for (int i = 0; i < LANES; i++) store(to + i * stepTo, rows[i]);
}

/** Lays out columns [from, from + PANEL) of b, row by row; zeros stand beside its last column. */
static void packPanel(const Product &p, int32_t from, float *panel) {
  const int32_t columns = p.n - from < PANEL ? p.n - from : PANEL;
  if (columns < PANEL) __builtin_memset(panel, 0, sizeof(float) * PANEL * p.k);
  if (!p.transB) {
    if (columns == PANEL)
      for (int32_t l = 0; l < p.k; l++) __builtin_memcpy(panel + l * PANEL, p.b + l * p.ldb + from, sizeof(float) * PANEL);
    else
      for (int32_t l = 0; l < p.k; l++)
        for (int32_t j = 0; j < columns; j++) panel[l * PANEL + j] = p.b[l * p.ldb + from + j];
    return;
  }
  for (int32_t j = 0; j < columns; j += LANES) {
    int32_t l = 0;
    if (j + LANES <= columns)
      for (; l + LANES <= p.k; l += LANES)
        transposeSquare(p.b + (from + j) * p.ldb + l, p.ldb, panel + l * PANEL + j, PANEL);
    for (int32_t i = j; i < columns && i < j + LANES; i++)
      for (int32_t rest = l; rest < p.k; rest++) panel[rest * PANEL + i] = p.b[(from + i) * p.ldb + rest];
  }
}

/** All of b, panel by panel. */
static void pack(const Product &p, float *packed) {
  for (int32_t from = 0; from < p.n; from += PANEL)
    if (!p.readsInPlace() || p.n - from < PANEL) packPanel(p, from, packed + static_cast<size_t>(from) * p.k);
}

/** Rows [begin, end) of c. */
static void multiplyRows(const Product &p, const float *packed, int32_t begin, int32_t end, float *c, size_t ldc) {
  Terms terms{{1, 1, p.k}, {0, 0, p.stepOfColumn()}, {0, 0, PANEL}};
  for (int32_t j = 0; j < p.n; j += PANEL) {
    const int32_t columns = p.n - j < PANEL ? p.n - j : PANEL;
    const bool isInPlace = p.readsInPlace() && columns == PANEL;
    const float *panel = isInPlace ? p.b + j : packed + static_cast<size_t>(j) * p.k;
    terms.b[2] = isInPlace ? p.ldb : size_t{PANEL};
    for (int32_t i = begin; i < end; i += TILE_ROWS)
      tileWithin(end - i < TILE_ROWS ? end - i : TILE_ROWS, columns, terms, p.rowOf(i), p.stepOfRow(), panel, c + (i - begin) * ldc + j, ldc);
  }
}

/** [transpose a, transpose b, m, n, k, a, b, c, lda, ldb, ldc, add] */
static Product productOf(const int32_t *at, float *memory) {
  return {at[0] != 0, at[1] != 0, at[2], at[3], at[4], memory + at[5], memory + at[6], static_cast<size_t>(at[8]), static_cast<size_t>(at[9])};
}

static const int32_t *product(const int32_t *at, float *memory, Gemm gemm, Scratch &scratch) {
  const Product p = productOf(at, memory);
  const bool adds = at[11] != 0;
  if (!adds && p.packedSize() <= MOST_PACKED) {
    float *packed = scratch.packed.get(p.packedSize());
    pack(p, packed);
    multiplyRows(p, packed, 0, p.m, memory + at[7], at[10]);
  } else
    gemm(101, p.transA ? 112 : 111, p.transB ? 112 : 111, p.m, p.n, p.k, 1, p.a, at[8], p.b, at[9], adds ? 1.0f : 0.0f, memory + at[7], at[10]);
  return at + 12;
}
