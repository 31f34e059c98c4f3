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

/** The size of an image with the zeros that its kernel reads around it. */
static inline int32_t paddedHeight(const Convolution &s) { return (s.outHeight - 1) * s.strideY + (s.kernelHeight - 1) * s.dilationY + 1; }
static inline int32_t paddedWidth(const Convolution &s) { return (s.outWidth - 1) * s.strideX + (s.kernelWidth - 1) * s.dilationX + 1; }
static inline size_t paddedSize(const Convolution &s) { return static_cast<size_t>(paddedHeight(s)) * paddedWidth(s) * s.channels; }

static void padImage(const Convolution &s, const float *image, float *to) {
  const int32_t width = paddedWidth(s), first = s.left > 0 ? s.left : 0, end = s.left + s.width < width ? s.left + s.width : width;
  __builtin_memset(to, 0, sizeof(float) * paddedSize(s));
  for (int32_t py = 0; py < paddedHeight(s); py++) {
    const int32_t y = py - s.top;
    if (y >= 0 && y < s.height && end > first)
      __builtin_memcpy(to + (static_cast<size_t>(py) * width + first) * s.channels,
                       image + (static_cast<size_t>(y) * s.width + first - s.left) * s.channels, sizeof(float) * (end - first) * s.channels);
  }
}

/** Lays out a kernel as panels of output channels; turned round, and with inputs and outputs exchanged, where IS_BACK. */
template <bool IS_BACK> static void packKernel(const Convolution &s, const float *kernel, float *packed) {
  const int32_t spots = s.kernelHeight * s.kernelWidth;
  for (int32_t from = 0; from < s.outChannels; from += PANEL)
    for (int32_t spot = 0; spot < spots; spot++)
      for (int32_t c = 0; c < s.channels; c++)
        for (int32_t j = from; j < from + PANEL; j++, packed++)
          *packed = j >= s.outChannels ? 0
                    : IS_BACK          ? kernel[(static_cast<size_t>(spots - 1 - spot) * s.outChannels + j) * s.channels + c]
                                       : kernel[(static_cast<size_t>(spot) * s.channels + c) * s.outChannels + j];
}

/** The outputs of images, a tile of a row of pixels at a time. */
static void convolveImages(const Convolution &s, int32_t images, const float *image, const float *packed, float *output, float *padded) {
  const size_t width = paddedWidth(s), channels = s.channels;
  const Terms terms{{s.kernelHeight, s.kernelWidth, s.channels},
                    {s.dilationY * width * channels, s.dilationX * channels, 1},
                    {s.kernelWidth * channels * PANEL, channels * PANEL, PANEL}};
  for (int32_t b = 0; b < images; b++, image += s.height * s.width * channels) {
    padImage(s, image, padded);
    for (int32_t y = 0; y < s.outHeight; y++, output += s.outWidth * s.outChannels)
      for (int32_t j = 0; j < s.outChannels; j += PANEL)
        for (int32_t x = 0; x < s.outWidth; x += TILE_ROWS) {
          const int32_t rows = s.outWidth - x < TILE_ROWS ? s.outWidth - x : TILE_ROWS;
          const int32_t columns = s.outChannels - j < PANEL ? s.outChannels - j : PANEL;
          tileWithin(rows, columns, terms, padded + (y * s.strideY * width + x * s.strideX) * channels, s.strideX * channels,
                     packed + j * static_cast<size_t>(patchSize(s)), output + x * s.outChannels + j, s.outChannels);
        }
  }
}

/** The convolution from gradients of outputs to those of inputs, as one from images to outputs; strides must be 1. */
static Convolution turned(const Convolution &s) {
  Convolution t = s;
  t.height = s.outHeight, t.width = s.outWidth, t.channels = s.outChannels;
  t.outHeight = s.height, t.outWidth = s.width, t.outChannels = s.channels;
  t.top = (s.kernelHeight - 1) * s.dilationY - s.top, t.left = (s.kernelWidth - 1) * s.dilationX - s.left;
  return t;
}

/** Adds to the gradient of a kernel what padded images add. */
static void addToKernel(const Convolution &s, int32_t images, const float *padded, const float *output, float *kernel) {
  const size_t width = paddedWidth(s), channels = s.channels, outChannels = s.outChannels;
  const Terms terms{{images, s.outHeight, s.outWidth},
                    {paddedSize(s), s.strideY * width * channels, s.strideX * channels},
                    {s.outHeight * s.outWidth * outChannels, s.outWidth * outChannels, outChannels}};
  for (int32_t ky = 0; ky < s.kernelHeight; ky++)
    for (int32_t kx = 0; kx < s.kernelWidth; kx++, kernel += channels * outChannels)
      for (int32_t c = 0; c < s.channels; c += TILE_ROWS)
        for (int32_t j = 0; j < s.outChannels;) {
          const float *from = padded + (ky * s.dilationY * width + kx * s.dilationX) * channels + c;
          const int32_t rows = s.channels - c < TILE_ROWS ? s.channels - c : TILE_ROWS;
          float *to = kernel + c * outChannels + j;
          const bool isPair = j + PANEL <= s.outChannels;
          if (isPair) tileOf<TILE_ROWS, 2, true>(rows, terms, from, 1, output + j, to, outChannels);
          else tileOf<TILE_ROWS, 1, true>(rows, terms, from, 1, output + j, to, outChannels);
          j += isPair ? int32_t{PANEL} : int32_t{LANES};
        }
}

enum Direction : int32_t { FORWARD, TO_INPUT, TO_KERNEL };
enum { FEW_CHANNELS = 3 };

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
  const bool isBack = direction == TO_INPUT;
  if (direction == FORWARD || (isBack && s.strideY == 1 && s.strideX == 1)) {
    const Convolution way = isBack ? turned(s) : s;
    float *packed = scratch.packed.get(static_cast<size_t>(patchSize(way)) * ((way.outChannels + PANEL - 1) / PANEL) * PANEL);
    float *padded = scratch.registers.get(paddedSize(way)), *from = isBack ? outputs : images, *to = isBack ? images : outputs;
    isBack ? packKernel<true>(way, kernel, packed) : packKernel<false>(way, kernel, packed);
    convolveImages(way, end - begin, from + begin * (isBack ? outSize : imageSize), packed, to + begin * (isBack ? imageSize : outSize), padded);
    return at + 3;
  }
  if (direction == TO_KERNEL && s.channels > FEW_CHANNELS && s.outChannels % LANES == 0) {
    const int32_t some = PATCH_FLOATS > paddedSize(s) ? static_cast<int32_t>(PATCH_FLOATS / paddedSize(s)) : 1;
    float *padded = scratch.registers.get(paddedSize(s) * some);
    __builtin_memset(kernel, 0, sizeof(float) * patch * s.outChannels);
    for (int32_t from = begin; from < end; from += some) {
      const int32_t n = end - from < some ? end - from : some;
      for (int32_t b = 0; b < n; b++) padImage(s, images + (from + b) * imageSize, padded + b * paddedSize(s));
      addToKernel(s, n, padded, outputs + from * outSize, kernel);
    }
    return at + 3;
  }
  float *rows = scratch.registers.get(static_cast<size_t>(most) * pixels * patch);
  for (int32_t from = begin; from < end; from += most) {
    const int32_t n = end - from < most ? end - from : most, m = n * pixels;
    float *image = images + from * imageSize, *output = outputs + from * outSize;
    if (isBack) {
      gemm(101, 111, 112, m, patch, s.outChannels, 1, output, s.outChannels, kernel, s.outChannels, 0, rows, patch);
      __builtin_memset(image, 0, n * imageSize * sizeof(float));
      patches<true>(s, n, image, rows);
    } else {
      patches<false>(s, n, image, rows);
      gemm(101, 112, 111, patch, s.outChannels, m, 1, rows, patch, output, s.outChannels, from == begin ? 0.0f : 1.0f,
           kernel, s.outChannels);
    }
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
