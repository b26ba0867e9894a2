#include "../parts/memory.h"
#include "part.h"
#include "parts.h"

namespace lockstep::addon {

namespace {

using Memory = parts::SharedMemory;

platform::Access accessOf(const Napi::Object& options) {
  const Napi::Value given = options.Get("access");
  const std::string access = given.IsString() ? given.As<Napi::String>().Utf8Value() : "";
  if (access == "readwrite") return platform::Access::ReadWrite;
  if (access == "readonly") return platform::Access::ReadOnly;
  if (access == "copy-on-write") return platform::Access::CopyOnWrite;
  throw Error("LOCKSTEP_OPTIONS", "access must be 'readwrite', 'readonly' or 'copy-on-write'.");
}

Napi::Uint8Array bytesOf(const Napi::Value& value) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array)
    throw Error("LOCKSTEP_OPTIONS", "Expected a Uint8Array.");
  return value.As<Napi::Uint8Array>();
}

Napi::Object memoryObject(Napi::Env env, const std::string& label, std::unique_ptr<Memory> opened) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("created", Napi::Boolean::New(env, opened->created()));
  object.Set("bytes", static_cast<double>(opened->bytes()));
  object.Set("length", static_cast<double>(opened->length()));
  const auto handle = std::make_shared<PartHandle<Memory>>(env, label, std::move(opened));
  partMethod(object, "read", handle, [](const Napi::CallbackInfo& info, Memory& memory) {
    Napi::Uint8Array into = bytesOf(info[0]);
    memory.read(wholeNumberOf(info[1], "offset"), into.Data(), into.ByteLength());
    return info.Env().Undefined();
  });
  partMethod(object, "write", handle, [](const Napi::CallbackInfo& info, Memory& memory) {
    const Napi::Uint8Array from = bytesOf(info[0]);
    memory.write(wholeNumberOf(info[1], "offset"), from.Data(), from.ByteLength());
    return info.Env().Undefined();
  });
  partMethod(object, "flush", handle, [](const Napi::CallbackInfo& info, Memory& memory) {
    memory.flush();
    return info.Env().Undefined();
  });
  closeMethod(object, handle);
  return object;
}

}  // namespace

Napi::Value openMemory(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Napi::Object given = info[0].ToObject();
  const std::string label = labelOf(given);
  return labelled(env, label, [&]() -> Napi::Value {
    platform::MemoryOptions options;
    options.naming = namingOf(given);
    if (given.Get("file").IsString()) options.file = given.Get("file").As<Napi::String>().Utf8Value();
    if (options.file.empty() == options.naming.key.empty())
      throw Error("LOCKSTEP_OPTIONS", "Memory has either a key or a file.");
    if (options.naming.create) options.bytes = wholeNumberOf(given.Get("bytes"), "bytes");
    options.access = accessOf(given);
    Memory::View view{wholeNumberOf(given.Get("offset"), "offset"), {}};
    if (!given.Get("length").IsUndefined()) view.length = wholeNumberOf(given.Get("length"), "length");
    auto memory = Memory::open(options, view);
    return memory ? memoryObject(env, label, std::move(memory)) : env.Null();
  });
}

}  // namespace lockstep::addon
