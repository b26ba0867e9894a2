#include "part.h"
#include "parts.h"

namespace lockstep::addon {

namespace {

using platform::Event;
using platform::WaitResult;

int outcomeOf(WaitResult wait) {
  switch (wait) {
    case WaitResult::Released:
      return kDone;
    case WaitResult::TimedOut:
      return kTimedOut;
    case WaitResult::Interrupted:
      break;
  }
  return kInterrupted;
}

Napi::Object eventObject(Napi::Env env, const std::string& label, std::unique_ptr<Event> opened) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("created", Napi::Boolean::New(env, opened->created()));
  const auto handle = std::make_shared<PartHandle<Event>>(env, label, std::move(opened));
  partMethod(object, "set", handle, [](const Napi::CallbackInfo& info, Event& event) {
    event.set();
    return info.Env().Undefined();
  });
  partMethod(object, "wait", handle, [](const Napi::CallbackInfo& info, Event& event) {
    return Napi::Number::New(info.Env(), outcomeOf(event.wait(timeoutOf(info[0]), nullptr)));
  });
  waitMethod(
      object, "waitAsync", handle,
      [](Event& event, uint64_t millis, const platform::Interrupt& interrupt) {
        return outcomeOf(event.wait(millis, &interrupt));
      },
      [](Event& event) { event.set(); });
  closeMethod(object, handle);
  return object;
}

}  // namespace

Napi::Value openEvent(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Napi::Object given = info[0].ToObject();
  const std::string label = labelOf(given);
  return labelled(env, label, [&]() -> Napi::Value {
    auto event = Event::open(namingOf(given));
    return event ? eventObject(env, label, std::move(event)) : env.Null();
  });
}

}  // namespace lockstep::addon
