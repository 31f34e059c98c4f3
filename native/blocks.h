// A product with what is done to its rows, a block of rows at a time: they are in the first cache, and may be left there.

enum { BLOCK_FLOATS = 4096 };

/**
 * [rows, widest row, locals, parts, (words, entries a row, instruction…)…]: the parts are a product, elementwise ones, and sums over all
 * rows. The first entry of an elementwise part, and the first one that a sum reads, are those of the first row.
 */
static const int32_t *blocks(const int32_t *at, float *memory, Scratch &scratch) {
  const int32_t rows = at[0], widest = at[1], locals = at[2], parts = at[3];
  at += 4;
  const int32_t tiles = BLOCK_FLOATS / widest / TILE_ROWS, most = (tiles > 0 ? tiles : 1) * TILE_ROWS;
  Places places{memory, nullptr, static_cast<size_t>(most) * widest};
  if (locals > 0) places.locals = scratch.locals.get(places.localSize * locals);
  const int32_t *after = at;
  for (int32_t first = 0; first < rows; first += most) {
    const int32_t n = rows - first < most ? rows - first : most;
    after = at;
    for (int32_t i = 0; i < parts; i++) {
      const int32_t words = after[0], width = after[1];
      const int32_t *code = after + 2;
      after = code + words;
      switch (code[0]) {
        case PRODUCT: {
          const Product p = productOf(code + 1, memory);
          if (first == 0) pack(p, scratch.packed.get(p.packedSize()));
          const int32_t to = code[8];
          float *c = to < -1 ? places.locals + (-2 - to) * places.localSize : memory + to + static_cast<size_t>(first) * width;
          multiplyRows(p, scratch.packed.data, first, first + n, c, width);
          break;
        }
        case ELEMENTWISE: {
          const int32_t begin = code[1] + first * width;
          elementwise(code + 3, begin, begin + n * width, places, scratch);
          break;
        }
        case REDUCE: { // [op, 1, length, inner, from, to]
          const int32_t inner = code[4];
          addRows(code[1], n * (width / inner), inner, places.entry(code[5], first * width, first * width), memory + code[6], first == 0);
          break;
        }
        default: __builtin_trap();
      }
    }
  }
  return after;
}
