// The addon's entry: names, no logic.
#include "convert.h"
#include "parts.h"
#include "pin.h"
#include "segment_object.h"

namespace {

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  lockstep::addon::pinImage();
  exports.Set("openSegment", Napi::Function::New<lockstep::addon::openSegment>(env, "openSegment"));
  exports.Set("segmentDirectory", Napi::Function::New<lockstep::addon::segmentDirectory>(env, "segmentDirectory"));
  exports.Set("neighbours", Napi::Function::New<lockstep::addon::neighbours>(env, "neighbours"));
  exports.Set("layoutVersion", Napi::Number::New(env, lockstep::kLayoutVersion));
  lockstep::addon::exportParts(exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(NODE_GYP_MODULE_NAME, initialise)
