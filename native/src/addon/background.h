// A wait on a thread of its own, so that the event loop goes on.
#pragma once

#include <napi.h>

#include <exception>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>

#include "../platform/parts.h"

namespace lockstep::addon {

/// What a wait came to; as in ts/parts/native.ts.
enum Outcome : int { kDone, kAbandoned, kTimedOut, kInterrupted };

class BackgroundWait;
/// The waits that somebody who closes must end first.
using PendingWaits = std::set<BackgroundWait*>;

/// Runs one wait on a thread and tells the listener its outcome, in the environment's thread: `listener(error,
/// outcome)`. Until then it keeps the event loop alive.
///
/// A thread that outlives its environment hangs or crashes whoever terminates a worker. So a cleanup hook, registered
/// after the threadsafe function and therefore run before that one's own, ends the wait, joins the thread, and only
/// then releases the function. What was waited for and is then told to nobody is given back: no set of an event is lost
/// with the worker that it released, and no mutex is left abandoned.
class BackgroundWait {
 public:
  using Wait = std::function<int(const platform::Interrupt&)>;
  /// Undoes `kDone` or `kAbandoned`.
  using GiveBack = std::function<void()>;

  /// Deletes itself after the listener was called, or with the environment.
  /// @throws LOCKSTEP_SYSTEM
  static BackgroundWait* start(const Napi::Function& listener, const std::string& label, PendingWaits& pending,
                               Wait wait, GiveBack giveBack);

  /// Ends the wait, if it still lasts. The listener hears of it.
  void cancel() noexcept { interrupt_.raise(); }
  /// Ends the wait before it returns; the listener hears `kInterrupted`.
  void stop() noexcept;

 private:
  BackgroundWait(napi_env env, std::string label, PendingWaits& pending, Wait wait, GiveBack giveBack)
      : env_(env),
        label_(std::move(label)),
        pending_(pending),
        wait_(std::move(wait)),
        giveBack_(std::move(giveBack)) {}

  void run() noexcept;
  /// What the wait threw, or undefined.
  napi_value error(napi_env env) const;
  static void stopWithEnvironment(void* self);
  static void tell(napi_env env, napi_value listener, void* self, void*);
  static void finalize(napi_env, void* self, void*);

  napi_env env_;
  std::string label_;  // what errors call it
  PendingWaits& pending_;
  Wait wait_;
  GiveBack giveBack_;
  platform::Interrupt interrupt_;
  napi_threadsafe_function function_ = nullptr;
  std::thread thread_;
  int outcome_ = kInterrupted;
  std::exception_ptr error_;
  bool stopped_ = false;
};

}  // namespace lockstep::addon
