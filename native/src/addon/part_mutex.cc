#include "part.h"
#include "parts.h"

namespace lockstep::addon {

namespace {

using platform::LockResult;
using platform::Mutex;

int outcomeOf(LockResult lock) {
  switch (lock) {
    case LockResult::Taken:
      return kDone;
    case LockResult::Abandoned:
      return kAbandoned;
    case LockResult::TimedOut:
      return kTimedOut;
    case LockResult::Interrupted:
      break;
  }
  return kInterrupted;
}

Napi::Object mutexObject(Napi::Env env, const std::string& label, std::unique_ptr<Mutex> opened) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("created", Napi::Boolean::New(env, opened->created()));
  const auto handle = std::make_shared<PartHandle<Mutex>>(env, label, std::move(opened));
  partMethod(object, "lock", handle, [](const Napi::CallbackInfo& info, Mutex& mutex) {
    return Napi::Number::New(info.Env(), outcomeOf(mutex.lock(timeoutOf(info[0]), nullptr)));
  });
  waitMethod(
      object, "lockAsync", handle,
      [](Mutex& mutex, uint64_t millis, const platform::Interrupt& interrupt) {
        return outcomeOf(mutex.lock(millis, &interrupt));
      },
      [](Mutex& mutex) { mutex.unlock(); });
  partMethod(object, "unlock", handle, [](const Napi::CallbackInfo& info, Mutex& mutex) {
    mutex.unlock();
    return info.Env().Undefined();
  });
  closeMethod(object, handle);
  return object;
}

}  // namespace

Napi::Value openMutex(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Napi::Object given = info[0].ToObject();
  const std::string label = labelOf(given);
  return labelled(env, label, [&]() -> Napi::Value {
    auto mutex = Mutex::open(namingOf(given));
    return mutex ? mutexObject(env, label, std::move(mutex)) : env.Null();
  });
}

}  // namespace lockstep::addon
