#include "background.h"

#include <system_error>

#include "../error.h"
#include "convert.h"

namespace lockstep::addon {

BackgroundWait* BackgroundWait::start(const Napi::Function& listener, const std::string& label, PendingWaits& pending,
                                      Wait wait, GiveBack giveBack) {
  const napi_env env = listener.Env();
  BackgroundWait* const self = new BackgroundWait(env, label, pending, std::move(wait), std::move(giveBack));
  napi_value name;
  if (napi_create_string_utf8(env, "lockstep", NAPI_AUTO_LENGTH, &name) != napi_ok ||
      napi_create_threadsafe_function(env, listener, nullptr, name, 0, 1, self, finalize, self, tell,
                                      &self->function_) != napi_ok) {
    delete self;
    throw Error("LOCKSTEP_SYSTEM", "Could not make a function that other threads may call.");
  }
  try {
    self->thread_ = std::thread(&BackgroundWait::run, self);
  } catch (const std::system_error& error) {
    napi_release_threadsafe_function(self->function_, napi_tsfn_release);  // deletes it
    throw Error("LOCKSTEP_SYSTEM", std::string("Could not start a thread to wait on: ") + error.what() + ".");
  }
  napi_add_env_cleanup_hook(env, stopWithEnvironment, self);
  pending.insert(self);
  return self;
}

void BackgroundWait::run() noexcept {
  try {
    outcome_ = wait_(interrupt_);
  } catch (...) {
    error_ = std::current_exception();
  }
  napi_call_threadsafe_function(function_, nullptr, napi_tsfn_nonblocking);
}

void BackgroundWait::stop() noexcept {
  if (stopped_) return;
  stopped_ = true;
  pending_.erase(this);
  napi_remove_env_cleanup_hook(env_, stopWithEnvironment, this);
  interrupt_.raise();
  thread_.join();
  if (outcome_ != kDone && outcome_ != kAbandoned) return;
  outcome_ = kInterrupted;
  try {
    giveBack_();
  } catch (const Error&) {  // nobody is left to tell
  }
}

void BackgroundWait::stopWithEnvironment(void* data) {
  BackgroundWait* const self = static_cast<BackgroundWait*>(data);
  self->stop();
  napi_release_threadsafe_function(self->function_, napi_tsfn_release);
}

napi_value BackgroundWait::error(napi_env env) const {
  if (!error_) return Napi::Env(env).Undefined();
  try {
    std::rethrow_exception(error_);
  } catch (const Error& error) {
    return jsError(env, Error(error.code(), label_ + ": " + error.what())).Value();
  } catch (const std::exception& error) {
    return jsError(env, Error("LOCKSTEP_SYSTEM", label_ + ": " + error.what())).Value();
  }
}

void BackgroundWait::tell(napi_env env, napi_value listener, void* data, void*) {
  if (env == nullptr) return;  // the environment ends, and has stopped it
  BackgroundWait* const self = static_cast<BackgroundWait*>(data);
  if (!self->stopped_) {
    self->stopped_ = true;
    self->pending_.erase(self);
    napi_remove_env_cleanup_hook(env, stopWithEnvironment, self);
    self->thread_.join();
  }
  napi_value receiver;
  napi_value arguments[2] = {self->error(env), nullptr};
  napi_get_undefined(env, &receiver);
  napi_create_int32(env, self->outcome_, &arguments[1]);
  // Not through node-addon-api: while a worker is being terminated the call fails without an exception to wrap.
  if (napi_call_function(env, receiver, listener, 2, arguments, nullptr) == napi_pending_exception) {
    napi_value error;
    if (napi_get_and_clear_last_exception(env, &error) == napi_ok) napi_fatal_exception(env, error);
  }
  napi_release_threadsafe_function(self->function_, napi_tsfn_release);
}

void BackgroundWait::finalize(napi_env, void* data, void*) { delete static_cast<BackgroundWait*>(data); }

}  // namespace lockstep::addon
