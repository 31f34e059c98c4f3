// Functions of one number without branches, so that the compiler makes vectors of them; within an ulp or two of libm's.
// exp and log: Cephes' polynomials; tanh: the rational approximation that Eigen, and so TensorFlow, has.

static inline float fromBits(int32_t bits) { float f; __builtin_memcpy(&f, &bits, 4); return f; }
static inline int32_t toBits(float f) { int32_t bits; __builtin_memcpy(&bits, &f, 4); return bits; }

/** Zero of a denormal number, for functions of libm that read its bits. */
static inline float flushed(float x) {
  return __builtin_fabsf(x) < 1.17549435e-38f ? __builtin_copysignf(0.0f, x) : x;
}

static inline float expOf(float x) {
  const float clamped = x < -104.0f ? -104.0f : x > 89.0f ? 89.0f : x; // a NaN stays
  const float safe = clamped == clamped ? clamped : 0.0f;
  const float n = __builtin_floorf(safe * 1.44269504088896341f + 0.5f);
  float r = safe - n * 0.693359375f;
  r = r - n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  // 2^n in two factors, since n reaches from -150 to 129.
  const int32_t whole = static_cast<int32_t>(n), half = whole >> 1;
  const float scaled = p * fromBits((half + 127) << 23) * fromBits((whole - half + 127) << 23);
  return clamped == clamped ? scaled : x;
}

static inline float logOf(float x) {
  const int32_t bits = toBits(x);
  int32_t exponent = (bits >> 23) - 126;
  float m = fromBits((bits & 0x007fffff) | 0x3f000000);
  const bool isLow = m < 0.707106781186547524f;
  m = isLow ? m + m - 1.0f : m - 1.0f;
  exponent = isLow ? exponent - 1 : exponent;
  const float e = static_cast<float>(exponent), z = m * m;
  float p = 7.0376836292e-2f;
  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  float y = m * z * p + -2.12194440e-4f * e - 0.5f * z;
  y = m + y + 0.693359375f * e;
  const float infinity = __builtin_inff();
  y = x == infinity ? infinity : y;
  y = x < 1.17549435e-38f ? -infinity : y; // denormal numbers count as zero
  y = x < 0.0f ? __builtin_nanf("") : y;
  return x == x ? y : x;
}

static inline float tanhOf(float x) {
  const float limit = 7.90531110763549805f;
  const float c = x < -limit ? -limit : x > limit ? limit : x;
  const float z = c * c;
  float p = -2.76076847742355e-16f;
  p = p * z + 2.00018790482477e-13f;
  p = p * z + -8.60467152213735e-11f;
  p = p * z + 5.12229709037114e-08f;
  p = p * z + 1.48572235717979e-05f;
  p = p * z + 6.37261928875436e-04f;
  p = p * z + 4.89352455891786e-03f;
  float q = 1.19825839466702e-06f;
  q = q * z + 1.18534705686654e-04f;
  q = q * z + 2.26843463243900e-03f;
  q = q * z + 4.89352518554385e-03f;
  const float magnitude = x < 0.0f ? -x : x;
  return magnitude < 0.0004f ? x : c * p / q;
}

static inline float sigmoidOf(float x) {
  const float e = expOf(x < 0.0f ? x : -x); // at most 1
  const float s = 1.0f / (1.0f + e);
  return x < 0.0f ? e * s : s;
}
