#pragma once

#include <napi.h>

namespace lockstep::addon {

/// openSegment(options): see ts/segment.ts for the shapes.
Napi::Value openSegment(const Napi::CallbackInfo& info);

}  // namespace lockstep::addon
