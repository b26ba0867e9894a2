// The parts as JavaScript objects; ts/parts/native.ts has their shapes.
#pragma once

#include <napi.h>

namespace lockstep::addon {

/// Each opens by its options, and returns null where there is none and it is not to be created.
Napi::Value openMemory(const Napi::CallbackInfo& info);
Napi::Value openMutex(const Napi::CallbackInfo& info);
Napi::Value openEvent(const Napi::CallbackInfo& info);

/// sleep(milliseconds): blocks this thread.
Napi::Value sleep(const Napi::CallbackInfo& info);

/// Puts all of these into the addon's exports.
void exportParts(Napi::Object& exports);

}  // namespace lockstep::addon
