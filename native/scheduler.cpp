// Runs a plan's tasks on several threads. A task always does the same sums in the same order, whichever thread runs it: results
// do not depend on timing. The calling thread never waits for one that has not begun: a pool without a free core costs nothing.
#include <condition_variable>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <thread>
#include "engine.h"
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace engine {

float *Room::get(std::size_t floats) {
  if (floats > size) {
    std::free(data);
    size = (floats + 15) / 16 * 16;
    data = static_cast<float *>(std::aligned_alloc(64, size * sizeof(float)));
    if (data == nullptr) std::abort();
  }
  return data;
}
Room::~Room() { std::free(data); }

Plan::Plan(std::vector<int32_t> all, size_t floats) : codes(std::move(all)), size(floats) {
  const int32_t *at = codes.data();
  const int32_t count = *at++;
  for (int32_t i = 0; i < count; i++) {
    Task task;
    task.gate = *at++;
    task.needCount = *at++;
    task.needs = at;
    at += task.needCount;
    const int32_t length = *at++;
    task.code = at;
    at += length;
    task.end = at;
    tasks.push_back(task);
  }
  states = std::vector<TaskState>(tasks.size());
}

namespace {

/** Denormal numbers count as zero, as in TensorFlow's own threads: they would cost a hundred times a normal one. */
class FlushDenormals {
#if defined(__x86_64__)
  unsigned before = _mm_getcsr();
public:
  FlushDenormals() { _mm_setcsr(before | 0x8040); }
  ~FlushDenormals() { _mm_setcsr(before); }
#elif defined(__aarch64__)
  uint64_t before;
public:
  FlushDenormals() {
    asm volatile("mrs %0, fpcr" : "=r"(before));
    asm volatile("msr fpcr, %0" ::"r"(before | (1ull << 24)));
  }
  ~FlushDenormals() { asm volatile("msr fpcr, %0" ::"r"(before)); }
#endif
};

inline void pause() {
#if defined(__x86_64__)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

constexpr uint32_t WINDOW = 128;     // how far ahead a thread looks for a task that can run
constexpr int SPINS_BEFORE_YIELD = 2000; // some 40 microseconds

bool isReady(const Plan &plan, const Task &task) {
  for (int32_t i = 0; i < task.needCount; i++)
    if (plan.states[task.needs[i]].done.load(std::memory_order_acquire) != plan.run) return false;
  return true;
}

/** Takes the first task that can run; -1 where there is none now, and -2 where all are taken. */
int64_t claim(Plan &plan) {
  const uint32_t count = static_cast<uint32_t>(plan.tasks.size());
  uint32_t first = plan.first.load(std::memory_order_relaxed);
  while (first < count && plan.states[first].claimed.load(std::memory_order_relaxed) == plan.run) first++;
  if (first >= count) return -2;
  plan.first.store(first, std::memory_order_relaxed);
  for (uint32_t i = first; i < count && i < first + WINDOW; i++) {
    auto &claimed = plan.states[i].claimed;
    uint32_t before = claimed.load(std::memory_order_relaxed);
    if (before == plan.run || !isReady(plan, plan.tasks[i])) continue;
    if (claimed.compare_exchange_strong(before, plan.run, std::memory_order_acq_rel)) return i;
  }
  return -1;
}

void work(Plan &plan, Gemm gemm, Execute execute, Scratch &scratch) {
  FlushDenormals flush;
  int spins = 0;
  for (;;) {
    const int64_t next = claim(plan);
    if (next == -2) return;
    if (next == -1) {
      if (++spins > SPINS_BEFORE_YIELD) std::this_thread::yield();
      else pause();
      continue;
    }
    spins = 0;
    const Task &task = plan.tasks[next];
    if (task.gate < 0 || plan.memory[task.gate] != 0)
      for (const int32_t *code = task.code; code != task.end;) code = execute(code, plan.memory, gemm, scratch);
    plan.states[next].done.store(plan.run, std::memory_order_release);
  }
}

/** Threads that wait for a plan: for a moment awake, then asleep. They last as long as the process. */
class Pool {
  struct Job {
    Plan *plan;
    Gemm gemm;
    Execute execute;
  };
  Job job{};
  std::atomic<uint64_t> generation{0}; // counts up as a job begins and as it ends: odd while there is one
  std::atomic<int> inside{0};          // threads that may touch the job
  std::mutex mutex;
  std::condition_variable wake;
  int size = 0;
  std::atomic<int> asleep{0};

  void loop() {
    Scratch scratch;
    uint64_t seen = 0;
    for (;;) {
      uint64_t now = generation.load(std::memory_order_acquire);
      for (int i = 0; i < 4000 && (now == seen || now % 2 == 0); i++) {
        pause();
        now = generation.load(std::memory_order_acquire);
      }
      if (now == seen || now % 2 == 0) {
        std::unique_lock<std::mutex> lock(mutex);
        asleep.fetch_add(1);
        wake.wait(lock, [&] {
          now = generation.load();
          return now != seen && now % 2 == 1;
        });
        asleep.fetch_sub(1);
      }
      inside.fetch_add(1);
      // The job may have ended before this thread said that it is inside.
      if (generation.load() == now) work(*job.plan, job.gemm, job.execute, scratch);
      seen = now;
      inside.fetch_sub(1);
    }
  }

public:
  std::mutex busy;

  void run(Plan &plan, Gemm gemm, Execute execute, int helpers, Scratch &scratch) {
    for (; size < helpers; size++) std::thread([this] { loop(); }).detach();
    job = {&plan, gemm, execute};
    generation.fetch_add(1);
    if (asleep.load() > 0) {
      std::lock_guard<std::mutex> lock(mutex);
      wake.notify_all();
    }
    work(plan, gemm, execute, scratch);
    generation.fetch_add(1);
    for (int spins = 0; inside.load() > 0; spins++) { // others finish what they have begun
      if (spins > SPINS_BEFORE_YIELD) std::this_thread::yield();
      else pause();
    }
  }
};

/** Never destroyed: its threads may be at work as the process ends. */
Pool &pool() {
  static Pool *only = new Pool;
  return *only;
}

} // namespace

void runPlan(Plan &plan, Gemm gemm, Execute execute, int threads) {
  thread_local Scratch scratch;
  plan.run++;
  plan.first.store(0, std::memory_order_relaxed);
  std::unique_lock<std::mutex> lock(pool().busy, std::defer_lock);
  // Another thread of JavaScript may have the pool: then this one works alone, with the same results.
  if (threads > 1 && lock.try_lock()) pool().run(plan, gemm, execute, threads - 1, scratch);
  else work(plan, gemm, execute, scratch);
}

} // namespace engine
