// Convolutions as products of patches, and copies along axes.

/** Sizes of a convolution: images and kernels are NHWC and HWIO, as in TensorFlow. */
struct Convolution {
  int32_t height, width, channels, kernelHeight, kernelWidth, outHeight, outWidth, outChannels, strideY, strideX, top, left,
      dilationY, dilationX;
};
enum { CONVOLUTION_WORDS = sizeof(Convolution) / 4, PATCH_FLOATS = 32768 };

static inline int32_t patchSize(const Convolution &s) { return s.kernelHeight * s.kernelWidth * s.channels; }

/** How many images are taken at a time, so that their patches stay in the second cache. */
static inline int32_t imagesAtOnce(const Convolution &s) {
  const int64_t each = static_cast<int64_t>(s.outHeight) * s.outWidth * patchSize(s);
  return each >= PATCH_FLOATS ? 1 : static_cast<int32_t>(PATCH_FLOATS / each);
}

/** Copies the patches of images into rows, or adds rows to images where BACK. */
template <bool BACK> static void patches(const Convolution &s, int32_t images, float *image, float *rows) {
  const size_t imageSize = static_cast<size_t>(s.height) * s.width * s.channels;
  for (int32_t b = 0; b < images; b++, image += imageSize)
    for (int32_t oy = 0; oy < s.outHeight; oy++)
      for (int32_t ox = 0; ox < s.outWidth; ox++)
        for (int32_t ky = 0; ky < s.kernelHeight; ky++) {
          const int32_t y = oy * s.strideY - s.top + ky * s.dilationY;
          const bool isInside = y >= 0 && y < s.height;
          for (int32_t kx = 0; kx < s.kernelWidth; kx++, rows += s.channels) {
            const int32_t x = ox * s.strideX - s.left + kx * s.dilationX;
            if (isInside && x >= 0 && x < s.width) {
              float *pixel = image + (static_cast<size_t>(y) * s.width + x) * s.channels;
#pragma GCC ivdep
              for (int32_t c = 0; c < s.channels; c++)
                if (BACK) pixel[c] += rows[c];
                else rows[c] = pixel[c];
            } else if (!BACK) {
              for (int32_t c = 0; c < s.channels; c++) rows[c] = 0;
            }
          }
        }
}

enum Direction : int32_t { FORWARD, TO_INPUT, TO_KERNEL };

/** [direction, first image, last image, sizes…, images, kernel, outputs] */
static const int32_t *convolve(const int32_t *at, float *memory, Gemm gemm, Scratch &scratch) {
  const int32_t direction = at[0], begin = at[1], end = at[2];
  Convolution s;
  __builtin_memcpy(&s, at + 3, sizeof s);
  at += 3 + CONVOLUTION_WORDS;
  const size_t imageSize = static_cast<size_t>(s.height) * s.width * s.channels;
  const size_t outSize = static_cast<size_t>(s.outHeight) * s.outWidth * s.outChannels;
  const int32_t patch = patchSize(s), pixels = s.outHeight * s.outWidth, most = imagesAtOnce(s);
  float *images = memory + at[0], *kernel = memory + at[1], *outputs = memory + at[2];
  float *rows = scratch.registers.get(static_cast<size_t>(most) * pixels * patch);
  for (int32_t from = begin; from < end; from += most) {
    const int32_t n = end - from < most ? end - from : most, m = n * pixels;
    float *image = images + from * imageSize, *output = outputs + from * outSize;
    if (direction == TO_INPUT) {
      gemm(101, 111, 112, m, patch, s.outChannels, 1, output, s.outChannels, kernel, s.outChannels, 0, rows, patch);
      __builtin_memset(image, 0, n * imageSize * sizeof(float));
      patches<true>(s, n, image, rows);
      continue;
    }
    patches<false>(s, n, image, rows);
    if (direction == FORWARD)
      gemm(101, 111, 111, m, s.outChannels, patch, 1, rows, patch, kernel, s.outChannels, 0, output, s.outChannels);
    else
      gemm(101, 112, 111, patch, s.outChannels, m, 1, rows, patch, output, s.outChannels, from == begin ? 0.0f : 1.0f,
           kernel, s.outChannels);
  }
  return at + 3;
}

/** [axes, (size, step in from, step in to)…, from, to]: copies entries of up to six axes; a step of 0 repeats. */
static const int32_t *copyAxes(const int32_t *at, float *memory) {
  const int32_t axes = *at++;
  const int32_t *axis = at;
  at += 3 * axes;
  const float *from = memory + at[0];
  float *to = memory + at[1];
  int32_t index[6] = {0};
  const int32_t last = axes - 1, size = axis[3 * last], stepFrom = axis[3 * last + 1], stepTo = axis[3 * last + 2];
  for (;;) {
    if (stepFrom == 1 && stepTo == 1) __builtin_memcpy(to, from, sizeof(float) * size);
    else if (stepTo == 1 && stepFrom == 0)
      for (int32_t i = 0; i < size; i++) to[i] = *from;
    else
      for (int32_t i = 0; i < size; i++) to[static_cast<int64_t>(i) * stepTo] = from[static_cast<int64_t>(i) * stepFrom];
    int32_t a = last - 1;
    for (; a >= 0; a--) {
      from += axis[3 * a + 1];
      to += axis[3 * a + 2];
      if (++index[a] < axis[3 * a]) break;
      from -= static_cast<int64_t>(axis[3 * a + 1]) * axis[3 * a];
      to -= static_cast<int64_t>(axis[3 * a + 2]) * axis[3 * a];
      index[a] = 0;
    }
    if (a < 0) return at + 2;
  }
}

/** [size, place, value as bits]: sets all entries. */
static const int32_t *fill(const int32_t *at, float *memory) {
  for (int32_t i = 0; i < at[0]; i++) memory[at[1] + i] = fromBits(at[2]);
  return at + 3;
}

/** [rows, classes, indices, on as bits, off as bits, to]: an index outside of the classes gives a row of offs. */
static const int32_t *oneHot(const int32_t *at, float *memory) {
  const int32_t rows = at[0], classes = at[1];
  const float on = fromBits(at[3]), off = fromBits(at[4]);
  float *to = memory + at[5];
  for (int32_t r = 0; r < rows; r++, to += classes) {
    const int32_t index = toBits(memory[at[2] + r]);
    for (int32_t c = 0; c < classes; c++) to[c] = c == index ? on : off;
  }
  return at + 6;
}
