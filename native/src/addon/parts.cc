#include "parts.h"

#include "../platform/platform.h"
#include "part.h"

namespace lockstep::addon {

Napi::Value sleep(const Napi::CallbackInfo& info) {
  return labelled(info.Env(), "sleep", [&] {
    platform::sleepMicros(wholeNumberOf(info[0], "The time") * 1000);
    return info.Env().Undefined();
  });
}

void exportParts(Napi::Object& exports) {
  const Napi::Env env = exports.Env();
  exports.Set("openMemory", Napi::Function::New<openMemory>(env, "openMemory"));
  exports.Set("openMutex", Napi::Function::New<openMutex>(env, "openMutex"));
  exports.Set("openEvent", Napi::Function::New<openEvent>(env, "openEvent"));
  exports.Set("sleep", Napi::Function::New<sleep>(env, "sleep"));
}

}  // namespace lockstep::addon
