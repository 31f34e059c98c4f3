#pragma once

namespace engine {

/** From here on, handlers of signals run on other threads, and V8's profiler's on a stack of its own. Call it on the main thread. */
void keepSignalsOffThisThread();

} // namespace engine
