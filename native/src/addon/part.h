// What the JavaScript objects of memory, mutexes and events share: a handle that is closed by hand, with its thread, or
// by the garbage collector, and methods that give errors the part's name.
#pragma once

#include <napi.h>

#include <memory>
#include <string>
#include <utility>

#include "../error.h"
#include "../platform/parts.h"
#include "background.h"
#include "convert.h"

namespace lockstep::addon {

/// { key, create, exclusive }
platform::Naming namingOf(const Napi::Object& options);
/// { label }: what messages call it.
std::string labelOf(const Napi::Object& options);
/// A whole number from 0 to 2^53 - 1. Throws LOCKSTEP_OPTIONS.
uint64_t wholeNumberOf(const Napi::Value& value, const char* what);
/// Milliseconds; Infinity waits for ever.
uint64_t timeoutOf(const Napi::Value& value);

template <class Part>
class PartHandle {
 public:
  PartHandle(Napi::Env env, std::string label, std::unique_ptr<Part> part)
      : label(std::move(label)), env_(env), part_(std::move(part)) {
    napi_add_env_cleanup_hook(env_, closeWithEnvironment, this);
  }
  ~PartHandle() { close(); }

  Part& part() const {
    if (!part_) throw Error("LOCKSTEP_CLOSED", "It is closed: open it again.");
    return *part_;
  }

  void close() {
    if (!part_) return;
    napi_remove_env_cleanup_hook(env_, closeWithEnvironment, this);
    closeNow();
  }

  const std::string label;
  PendingWaits pending;

 private:
  static void closeWithEnvironment(void* self) { static_cast<PartHandle*>(self)->closeNow(); }
  void closeNow() {
    while (!pending.empty()) (*pending.begin())->stop();
    part_.reset();
  }

  napi_env env_;
  std::unique_ptr<Part> part_;
};

/// Runs `body`; what it throws becomes a JavaScript error that begins with `label`.
template <class Body>
Napi::Value labelled(Napi::Env env, const std::string& label, Body body) {
  try {
    return body();
  } catch (const Error& error) {
    throw jsError(env, Error(error.code(), label + ": " + error.what()));
  } catch (const Napi::Error&) {
    throw;
  } catch (const std::exception& error) {
    throw jsError(env, Error("LOCKSTEP_SYSTEM", label + ": " + error.what()));
  }
}

/// `body(info, part)` as a method.
template <class Part, class Body>
void partMethod(Napi::Object& object, const char* name, const std::shared_ptr<PartHandle<Part>>& handle, Body body) {
  const auto call = [handle, body](const Napi::CallbackInfo& info) {
    return labelled(info.Env(), handle->label, [&] { return body(info, handle->part()); });
  };
  object.Set(name, Napi::Function::New(object.Env(), call, name));
}

/// `name(timeout, listener)`: starts `wait(part, millis, interrupt)` on a thread; returns a function that cancels it.
template <class Part, class Wait, class GiveBack>
void waitMethod(Napi::Object& object, const char* name, const std::shared_ptr<PartHandle<Part>>& handle, Wait wait,
                GiveBack giveBack) {
  const auto call = [handle, wait, giveBack](const Napi::CallbackInfo& info) -> Napi::Value {
    return labelled(info.Env(), handle->label, [&]() -> Napi::Value {
      // Closing joins the thread before it destroys the part.
      Part* const part = &handle->part();
      const uint64_t millis = timeoutOf(info[0]);
      const auto id = std::make_shared<BackgroundWait*>();
      *id = BackgroundWait::start(
          info[1].As<Napi::Function>(), handle->label, handle->pending,
          [handle, part, wait, millis](const platform::Interrupt& interrupt) { return wait(*part, millis, interrupt); },
          [part, giveBack] { giveBack(*part); });
      return Napi::Function::New(info.Env(), [handle, id](const Napi::CallbackInfo&) {
        // What is not pending any more may be deleted.
        if (handle->pending.count(*id) > 0) (*id)->cancel();
      });
    });
  };
  object.Set(name, Napi::Function::New(object.Env(), call, name));
}

template <class Part>
void closeMethod(Napi::Object& object, const std::shared_ptr<PartHandle<Part>>& handle) {
  object.Set("close", Napi::Function::New(
                          object.Env(), [handle](const Napi::CallbackInfo&) { handle->close(); }, "close"));
}

}  // namespace lockstep::addon
