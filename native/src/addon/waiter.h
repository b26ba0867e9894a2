// The thread that sleeps on a doorbell where the event loop cannot: on Windows, and in Bun and Deno.
#pragma once

#include <node_api.h>

#include <atomic>
#include <memory>
#include <thread>

#include "../platform/platform.h"

namespace lockstep::addon {

/// Calls a JavaScript function after the bell was rung; any number of rings before that call are one call.
///
/// Its end is what matters: a thread that outlives its environment hangs or crashes whoever terminates a worker. So an
/// environment cleanup hook, registered after the threadsafe function and therefore run before that one's own, stops
/// and joins the thread, and only then releases the function.
class Waiter {
 public:
  /// Keeps nothing alive at first. It deletes itself some time after `stop`.
  /// @param owner set to null when the waiter stops, however that comes about
  /// @throws LOCKSTEP_SYSTEM
  static void start(napi_env env, std::unique_ptr<platform::Bell> bell, napi_value listener, Waiter*& owner);

  /// Whether waiting keeps the event loop alive.
  void keepAlive(bool on);
  /// In the environment's thread: after it the listener is called no more than once.
  void stop();

 private:
  Waiter(napi_env env, std::unique_ptr<platform::Bell> bell, Waiter*& owner)
      : env_(env), bell_(std::move(bell)), owner_(owner) {}

  void wait();
  static void stopWithEnvironment(void* waiter);
  static void wake(napi_env env, napi_value listener, void* waiter, void*);
  static void finalize(napi_env env, void* waiter, void*);

  napi_env env_;
  std::unique_ptr<platform::Bell> bell_;
  Waiter*& owner_;
  napi_threadsafe_function function_ = nullptr;
  std::atomic<bool> called_{false};
  std::thread thread_;
};

}  // namespace lockstep::addon
