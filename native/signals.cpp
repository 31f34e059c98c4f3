// Keeps signal handlers off the main thread, where products of tfjs run. A product of oneDNN whose inner dimension is above 84 (252
// without AVX-512) takes memory of the heap for its stack, and the system puts a handler's frame below the stack: there it overwrites
// what is somebody else's. A terminal that is resized, or a child that ends, would be enough.
#include "signals.h"
#include <pthread.h>
#include <signal.h>
#include <unistd.h>
#include <mutex>
#include <thread>

namespace engine {

namespace {

/** What a thread has done itself, and what V8's profiler sends to the thread that it looks at. */
constexpr int OF_THE_THREAD[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGPROF};

/** For the profiler's handler, whose frame is as large as all registers of a processor. */
constexpr size_t STACK = 256 << 10;

} // namespace

void keepSignalsOffThisThread() {
  static std::once_flag once;
  std::call_once(once, [] {
    std::thread([] {
      for (;;) pause();
    }).detach(); // runs handlers, if no thread of Node's is there to do it
    sigset_t others;
    sigfillset(&others);
    for (int own : OF_THE_THREAD) sigdelset(&others, own);
    pthread_sigmask(SIG_BLOCK, &others, nullptr);
    static char stack[STACK];
    stack_t alternate{};
    alternate.ss_sp = stack;
    alternate.ss_size = STACK;
    sigaltstack(&alternate, nullptr);
  });
}

} // namespace engine
