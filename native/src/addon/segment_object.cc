// A Segment as a JavaScript object. Its methods are plain Node-API functions that carry the segment as their data:
// `head()` is asked on every getState(), and unwrapping an object costs more than the rest of the call.
#include "segment_object.h"

#include <cstring>
#include <memory>
#include <string>

#include "call.h"

namespace lockstep::addon {

namespace {

napi_value head(const Call& call) { return call.returns(static_cast<double>(call.segment().head())); }

double outcome(const Call& call, Append result) {
  const Segment& segment = call.segment();
  call.show(kLogUsed, segment.logUsed());
  switch (result) {
    case Append::Conflict:
      return kConflict;
    case Append::Full:
      return kFull;
    case Append::Committed:
      break;
  }
  call.show(kHead, segment.version());
  return static_cast<double>(segment.version());
}

napi_value append(const Call& call) {
  const Call::Bytes payload = call.bytes(1);
  const double length = call.number(2);
  if (!(length >= 0 && length <= static_cast<double>(payload.length)))
    throw Error("LOCKSTEP_OPTIONS", "The length lies outside the payload.");
  Segment& segment = call.segment();
  if (length > static_cast<double>(segment.geometry().maxRecordBytes())) return call.returns(kFull);
  return call.returns(outcome(call, segment.append(call.version(0), payload.data, static_cast<uint32_t>(length))));
}

napi_value appendSnapshot(const Call& call) {
  const Call::Bytes state = call.bytes(1);
  return call.returns(outcome(call, call.segment().appendSnapshot(call.version(0), state.data, state.length)));
}

napi_value read(const Call& call) {
  const Call::Bytes into = call.bytes(0);
  Segment& segment = call.segment();
  const ReadResult result = segment.read(into.data, into.length);
  call.show(kLogUsed, segment.logUsed());
  call.show(kHead, segment.version());
  call.show(kNeeded, result.needed);
  switch (result.outcome) {
    case ReadOutcome::Lapped:
      return call.returns(kLapped);
    case ReadOutcome::TooSmall:
      return call.returns(kTooSmall);
    case ReadOutcome::Records:
      break;
  }
  return call.returns(static_cast<double>(result.bytes));
}

napi_value snapshot(const Call& call) {
  Segment& segment = call.segment();
  Napi::Uint8Array bytes;
  segment.snapshot([&](uint64_t length) {
    if (bytes.IsEmpty() || bytes.ByteLength() != length) bytes = Napi::Uint8Array::New(call.env, length);
    return bytes.Data();
  });
  call.show(kLogUsed, segment.logUsed());
  call.show(kSnapshotVersion, segment.version());
  return bytes;
}

napi_value checkpoint(const Call& call) {
  const Call::Bytes state = call.bytes(1);
  Segment& segment = call.segment();
  const bool published = segment.checkpoint(call.version(0), state.data, state.length);
  call.show(kLogUsed, segment.logUsed());
  return call.returns(published);
}

napi_value migrate(const Call& call) {
  const Call::Bytes state = call.bytes(1);
  return call.returns(outcome(call, call.segment().migrate(call.version(0), state.data, state.length)));
}

napi_value flush(const Call& call) {
  call.segment().flush();
  return nullptr;
}

napi_value schemaVersion(const Call& call) { return call.returns(static_cast<double>(call.segment().schema())); }

napi_value arm(const Call& call) { return call.returns(call.segment().arm()); }

std::unique_ptr<platform::Bell> takeBell(const Call& call) {
  auto bell = call.segment().takeBell();
  if (!bell) throw Error("LOCKSTEP_OPTIONS", "The doorbell was taken already.");
  return bell;
}

napi_value takeDoorbell(const Call& call) {
  return call.returns(static_cast<double>(takeBell(call)->takeDescriptor()));
}

napi_value startWaiter(const Call& call) {
  napi_valuetype type;
  if (napi_typeof(call.env, call.arguments[0], &type) != napi_ok || type != napi_function)
    throw Error("LOCKSTEP_OPTIONS", "startWaiter takes a function.");
  Waiter::start(call.env, takeBell(call), call.arguments[0], call.handle->waiter);
  return nullptr;
}

napi_value keepAlive(const Call& call) {
  bool on = false;
  napi_get_value_bool(call.env, call.arguments[0], &on);
  if (call.handle->waiter != nullptr) call.handle->waiter->keepAlive(on);
  return nullptr;
}

napi_value peers(const Call& call) {
  const Segment& segment = call.segment();
  return peerList(call.env, segment.peers(), segment.peerId());
}

napi_value awaitApplied(const Call& call) {
  Segment& segment = call.segment();
  return peerList(call.env, segment.awaitApplied(call.version(0)), segment.peerId());
}

napi_value close(const Call& call) {
  Handle& handle = *call.handle;
  if (handle.segment) {
    closeSegment(handle);
    napi_remove_env_cleanup_hook(call.env, closeAtExit, call.handle);
  }
  return nullptr;
}

void releaseHandle(napi_env env, void* data, void*) {
  Handle* const handle = static_cast<Handle*>(data);
  if (--handle->functions > 0) return;
  if (handle->segment) {
    napi_remove_env_cleanup_hook(env, closeAtExit, handle);
    closeSegment(*handle);
  }
  napi_delete_reference(env, handle->statusRef);
  delete handle;
}

template <Method method>
void define(Napi::Object& object, const char* name, Handle* handle) {
  const napi_env env = object.Env();
  napi_value function;
  if (napi_create_function(env, name, NAPI_AUTO_LENGTH, invoke<method>, handle, &function) != napi_ok ||
      napi_add_finalizer(env, function, handle, releaseHandle, nullptr, nullptr) != napi_ok)
    throw Error("LOCKSTEP_SYSTEM", "Could not make a JavaScript function.");
  ++handle->functions;
  object.Set(name, Napi::Value(env, function));
}

Napi::Object segmentObject(Napi::Env env, std::unique_ptr<Segment> segment, const std::string& store) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("created", Napi::Boolean::New(env, segment->created()));
  object.Set("path", segment->path());
  object.Set("peerId", hexId(segment->peerId()));
  object.Set("logBytes", static_cast<double>(segment->geometry().logBytes));
  object.Set("maxStateBytes", static_cast<double>(segment->geometry().stateBytes));
  object.Set("maxRecordBytes", static_cast<double>(segment->geometry().maxRecordBytes()));
  Napi::Float64Array status = Napi::Float64Array::New(env, kStatusCount);
  object.Set("status", status);

  // Unowned until the first function owns it; nothing between here and there throws but for lack of memory.
  Handle* const handle = new Handle;
  handle->segment = std::move(segment);
  handle->store = store;
  handle->status = status.Data();
  napi_create_reference(env, status, 1, &handle->statusRef);
  napi_add_env_cleanup_hook(env, closeAtExit, handle);
  closeAtProcessExit(handle->segment);
  define<head>(object, "head", handle);
  define<append>(object, "append", handle);
  define<appendSnapshot>(object, "appendSnapshot", handle);
  define<read>(object, "read", handle);
  define<snapshot>(object, "snapshot", handle);
  define<checkpoint>(object, "checkpoint", handle);
  define<migrate>(object, "migrate", handle);
  define<flush>(object, "flush", handle);
  define<schemaVersion>(object, "schemaVersion", handle);
  define<arm>(object, "arm", handle);
  define<takeDoorbell>(object, "takeDoorbell", handle);
  define<startWaiter>(object, "startWaiter", handle);
  define<keepAlive>(object, "keepAlive", handle);
  define<peers>(object, "peers", handle);
  define<awaitApplied>(object, "awaitApplied", handle);
  define<close>(object, "close", handle);
  return object;
}

}  // namespace

Napi::Value openSegment(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  std::string store;
  try {
    if (!info[0].IsObject()) throw Error("LOCKSTEP_OPTIONS", "openSegment takes an object.");
    const Napi::Object options = info[0].As<Napi::Object>();
    if (options.Get("store").IsString()) store = options.Get("store").As<Napi::String>().Utf8Value();
    return segmentObject(env, std::make_unique<Segment>(openOptions(options)), store);
  } catch (const Error& error) {
    throw jsError(env, error, store);
  }
}

}  // namespace lockstep::addon
