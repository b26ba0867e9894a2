#include "waiter.h"

#include <system_error>

#include "../error.h"

namespace lockstep::addon {

void Waiter::start(napi_env env, std::unique_ptr<platform::Bell> bell, napi_value listener, Waiter*& owner) {
  Waiter* const waiter = new Waiter(env, std::move(bell), owner);
  napi_value name;
  if (napi_create_string_utf8(env, "lockstep", NAPI_AUTO_LENGTH, &name) != napi_ok ||
      napi_create_threadsafe_function(env, listener, nullptr, name, 0, 1, waiter, finalize, waiter, wake,
                                      &waiter->function_) != napi_ok) {
    delete waiter;
    throw Error("LOCKSTEP_SYSTEM", "Could not make a function that other threads may call.");
  }
  napi_unref_threadsafe_function(env, waiter->function_);
  try {
    waiter->thread_ = std::thread(&Waiter::wait, waiter);
  } catch (const std::system_error& error) {
    napi_release_threadsafe_function(waiter->function_, napi_tsfn_release);  // deletes it
    throw Error("LOCKSTEP_SYSTEM", std::string("Could not start the thread that waits for commits: ") + error.what());
  }
  napi_add_env_cleanup_hook(env, stopWithEnvironment, waiter);
  owner = waiter;
}

void Waiter::wait() {
  while (bell_->wait())
    // The order matters: a ring after `called_` was taken back makes a call of its own.
    if (!called_.exchange(true)) napi_call_threadsafe_function(function_, nullptr, napi_tsfn_nonblocking);  // T1
}

void Waiter::keepAlive(bool on) {
  if (on)
    napi_ref_threadsafe_function(env_, function_);
  else
    napi_unref_threadsafe_function(env_, function_);
}

void Waiter::stop() {
  napi_remove_env_cleanup_hook(env_, stopWithEnvironment, this);
  stopWithEnvironment(this);
}

void Waiter::stopWithEnvironment(void* data) {
  Waiter* const waiter = static_cast<Waiter*>(data);
  waiter->owner_ = nullptr;
  waiter->bell_->interrupt();
  waiter->thread_.join();
  napi_release_threadsafe_function(waiter->function_, napi_tsfn_release);
}

void Waiter::wake(napi_env env, napi_value listener, void* data, void*) {
  static_cast<Waiter*>(data)->called_.store(false);  // T2
  if (env == nullptr) return;                        // the environment ends
  napi_value receiver;
  napi_get_undefined(env, &receiver);
  if (napi_call_function(env, receiver, listener, 0, nullptr, nullptr) != napi_pending_exception) return;
  // Otherwise Node would only warn of an exception that it calls deprecated.
  napi_value error;
  if (napi_get_and_clear_last_exception(env, &error) == napi_ok) napi_fatal_exception(env, error);
}

void Waiter::finalize(napi_env, void* data, void*) { delete static_cast<Waiter*>(data); }

}  // namespace lockstep::addon
