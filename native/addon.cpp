// The Node-API addon: load(path) opens OpenBLAS, create(codes, floats) makes a plan and memory for it, run(plan, memory,
// threads) runs it once. keepSignalsOffMainThread() is for TensorFlow.
#include <dlfcn.h>
#include <node_api.h>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <mutex>
#include <string>
#include "engine.h"
#include "signals.h"

namespace engine {

Execute chooseLevel() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512cd"))
    return v4::execute;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2"))
    return v3::execute;
#endif
  return baseline::execute;
}

namespace {

/** Sets an environment variable while OpenBLAS loads, where the user has not. */
class Setting {
  const char *name;
  bool isOwn;
public:
  Setting(const char *variable, const char *value) : name(variable), isOwn(!std::getenv(variable)) {
    if (isOwn) setenv(name, value, 1);
  }
  ~Setting() {
    if (isOwn) unsetenv(name);
  }
};

} // namespace

Gemm loadGemm(const char *path, const char *&reason) {
  static std::mutex mutex;
  static Gemm gemm = nullptr;
  std::lock_guard<std::mutex> lock(mutex);
  if (gemm != nullptr) return gemm;
  // The plan's threads are the only ones. Which kernels OpenBLAS takes is its own choice, or OPENBLAS_CORETYPE's.
  Setting threads("OPENBLAS_NUM_THREADS", "1");
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    reason = dlerror();
    return nullptr;
  }
  if (auto setThreads = reinterpret_cast<void (*)(int)>(dlsym(library, "scipy_openblas_set_num_threads"))) setThreads(1);
  gemm = reinterpret_cast<Gemm>(dlsym(library, "scipy_cblas_sgemm"));
  if (gemm == nullptr) reason = "it has no scipy_cblas_sgemm";
  return gemm;
}

namespace {

struct Loaded {
  Gemm gemm;
  Execute execute;
};

Loaded &loaded() {
  static Loaded only{nullptr, chooseLevel()};
  return only;
}

napi_value fail(napi_env env, const std::string &message) {
  napi_throw_error(env, nullptr, message.c_str());
  return nullptr;
}

/** load(path): opens OpenBLAS. */
napi_value load(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value path;
  char text[4096];
  if (napi_get_cb_info(env, info, &count, &path, nullptr, nullptr) != napi_ok ||
      napi_get_value_string_utf8(env, path, text, sizeof text, &count) != napi_ok)
    return fail(env, "load: give the path of OpenBLAS");
  const char *reason = "";
  loaded().gemm = loadGemm(text, reason);
  if (loaded().gemm == nullptr) return fail(env, std::string("OpenBLAS does not load: ") + reason);
  return nullptr;
}

/** create(codes, floats): a plan, and memory for it as a Float32Array of so many zeros: { plan, memory }. */
napi_value create(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value args[2];
  napi_typedarray_type type;
  size_t length;
  void *codes;
  int64_t floats;
  if (napi_get_cb_info(env, info, &count, args, nullptr, nullptr) != napi_ok ||
      napi_get_typedarray_info(env, args[0], &type, &length, &codes, nullptr, nullptr) != napi_ok ||
      type != napi_int32_array || napi_get_value_int64(env, args[1], &floats) != napi_ok || floats < 0)
    return fail(env, "create: give an Int32Array and a number of floats");
  auto *begin = static_cast<int32_t *>(codes);
  const size_t bytes = static_cast<size_t>(floats) * sizeof(float);
  void *data;
  napi_value buffer, memory, external, result;
  if (napi_create_arraybuffer(env, bytes + 64, &data, &buffer) != napi_ok)
    return fail(env, "there is no memory for a plan of " + std::to_string(bytes) + " bytes");
  const size_t shift = (64 - reinterpret_cast<uintptr_t>(data) % 64) % 64;
  std::memset(data, 0, bytes + 64);
  napi_create_typedarray(env, napi_float32_array, floats, buffer, shift, &memory);
  auto plan = new Plan(std::vector<int32_t>(begin, begin + length), floats);
  auto finalize = [](napi_env, void *plan, void *) { delete static_cast<Plan *>(plan); };
  napi_create_external(env, plan, finalize, nullptr, &external);
  napi_create_object(env, &result);
  napi_set_named_property(env, result, "plan", external);
  napi_set_named_property(env, result, "memory", memory);
  return result;
}

/** run(plan, memory, threads): the memory is the caller's, so that it is free as soon as the caller lets go of it. */
napi_value run(napi_env env, napi_callback_info info) {
  size_t count = 3, length;
  napi_value args[3];
  napi_typedarray_type type;
  void *data, *memory;
  int32_t threads;
  if (napi_get_cb_info(env, info, &count, args, nullptr, nullptr) != napi_ok ||
      napi_get_value_external(env, args[0], &data) != napi_ok ||
      napi_get_typedarray_info(env, args[1], &type, &length, &memory, nullptr, nullptr) != napi_ok ||
      type != napi_float32_array || napi_get_value_int32(env, args[2], &threads) != napi_ok)
    return fail(env, "run: give a plan, its memory, and a number of threads");
  Plan &plan = *static_cast<Plan *>(data);
  if (length != plan.size) return fail(env, "run: this is not the memory of the plan");
  plan.memory = static_cast<float *>(memory);
  runPlan(plan, loaded().gemm, loaded().execute, threads);
  return nullptr;
}

/** keepSignalsOffMainThread(): handlers of signals run on other threads. */
napi_value keepSignalsOffMainThread(napi_env, napi_callback_info) {
  keepSignalsOffThisThread();
  return nullptr;
}

} // namespace
} // namespace engine

NAPI_MODULE_INIT() {
  const napi_property_descriptor functions[] = {
      {"load", nullptr, engine::load, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"create", nullptr, engine::create, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"run", nullptr, engine::run, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"keepSignalsOffMainThread", nullptr, engine::keepSignalsOffMainThread, nullptr, nullptr, nullptr, napi_default,
       nullptr},
  };
  napi_define_properties(env, exports, std::size(functions), functions);
  return exports;
}
