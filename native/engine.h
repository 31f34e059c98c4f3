// A plan: tasks over one block of memory, each a list of instructions, with the tasks that it waits for.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace engine {

using std::size_t;

/** cblas_sgemm with 32-bit integers. */
using Gemm = void (*)(int order, int transA, int transB, int m, int n, int k, float alpha, const float *a, int lda,
                      const float *b, int ldb, float beta, float *c, int ldc);

/** Memory of a thread for one instruction at a time, which grows as instructions ask for it. */
struct Room {
  float *data = nullptr;
  std::size_t size = 0;
  float *get(std::size_t floats);
  ~Room();
};
struct Scratch {
  Room registers, packed, locals;
};

/** Runs the instruction at `code`, and gives the place of the next one. */
using Execute = const int32_t *(*)(const int32_t *code, float *memory, Gemm gemm, Scratch &scratch);

/** The instructions, compiled for one level of instruction sets each; on another processor than x86-64 there is one. */
namespace baseline { extern const Execute execute; }
#if defined(__x86_64__)
namespace v3 { extern const Execute execute; } // AVX2 and FMA
namespace v4 { extern const Execute execute; } // AVX-512
#endif

/** The instructions for this processor. */
Execute chooseLevel();

struct Task {
  const int32_t *code;
  const int32_t *end;
  const int32_t *needs;
  int32_t needCount;
  int32_t gate; // the place of a boolean without which the task does nothing; negative: none
};

/** The state of a task in a run, by the number of the run. */
struct TaskState {
  std::atomic<uint32_t> claimed{0};
  std::atomic<uint32_t> done{0};
};

struct Plan {
  std::vector<int32_t> codes;
  std::vector<Task> tasks;
  std::vector<TaskState> states;
  size_t size; // of the memory, in floats
  float *memory = nullptr;
  uint32_t run = 0;
  std::atomic<uint32_t> first{0}; // all tasks before this one are claimed

  Plan(std::vector<int32_t> all, size_t floats);
};

/** Loads OpenBLAS; null and a reason where that fails. */
Gemm loadGemm(const char *path, const char *&reason);

/** Runs all tasks of a plan once, on the calling thread and those of the pool. */
void runPlan(Plan &plan, Gemm gemm, Execute execute, int threads);

} // namespace engine
