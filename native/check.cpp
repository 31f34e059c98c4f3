// Runs plans that are files, for the sanitizers: alone, then on several threads again and again, with the same bits each time.
// check PLAN…: a plan is two whole numbers (how many codes, how many floats), then the codes, then the memory.
#include <cstdio>
#include <cstring>
#include <vector>
#include "engine.h"

namespace engine {
Execute chooseLevel() { return baseline::execute; }
} // namespace engine

namespace {

/** Products that the sanitizers see into. */
void gemm(int, int transA, int transB, int m, int n, int k, float alpha, const float *a, int lda, const float *b, int ldb,
          float beta, float *c, int ldc) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) {
      float sum = 0;
      for (int l = 0; l < k; l++) sum += (transA == 112 ? a[l * lda + i] : a[i * lda + l]) * (transB == 112 ? b[j * ldb + l] : b[l * ldb + j]);
      c[i * ldc + j] = alpha * sum + (beta == 0 ? 0 : beta * c[i * ldc + j]);
    }
}

std::vector<int32_t> read(const char *path) {
  std::vector<int32_t> words;
  if (FILE *file = std::fopen(path, "rb")) {
    int32_t word;
    while (std::fread(&word, 4, 1, file) == 1) words.push_back(word);
    std::fclose(file);
  }
  return words;
}

/** The memory after some runs from the same beginning. */
std::vector<float> after(const std::vector<int32_t> &words, int runs, int threads) {
  const int32_t count = words.at(0), floats = words.at(1);
  engine::Plan plan(std::vector<int32_t>(words.begin() + 2, words.begin() + 2 + count), floats);
  std::vector<float> memory(floats);
  std::memcpy(memory.data(), words.data() + 2 + count, sizeof(float) * floats);
  plan.memory = memory.data();
  for (int i = 0; i < runs; i++) engine::runPlan(plan, gemm, engine::chooseLevel(), threads);
  return memory;
}

} // namespace

int main(int count, char **paths) {
  for (int i = 1; i < count; i++) {
    const auto words = read(paths[i]);
    const auto alone = after(words, 3, 1);
    for (int round = 0; round < 20; round++) {
      const auto together = after(words, 3, 2 + round % 3);
      if (std::memcmp(alone.data(), together.data(), sizeof(float) * alone.size()) != 0) {
        std::printf("%s: threads change the result\n", paths[i]);
        return 1;
      }
    }
  }
  std::printf("%d plans: clean\n", count - 1);
  return 0;
}
