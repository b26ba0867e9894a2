#include "convert.h"

#include <cctype>
#include <cinttypes>
#include <cstdio>

#include "../neighbours.h"

namespace lockstep::addon {

Napi::Error jsError(Napi::Env env, const Error& error, const std::string& store) {
  std::string anchor = error.code();
  for (char& letter : anchor) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  const std::string message = (store.empty() ? "" : "Store \"" + store + "\": ") + error.what() + " (" + error.code() +
                              ": see docs/errors.md#" + anchor + ")";
  Napi::Error result = Napi::Error::New(env, message);
  result.Set("name", "LockstepError");
  result.Set("code", error.code());
  return result;
}

std::string hexId(uint64_t id) {
  char text[17];
  std::snprintf(text, sizeof(text), "%016" PRIx64, id);
  return text;
}

namespace {

uint64_t wholeNumber(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;
  if (!(number >= 0 && number <= static_cast<double>(kMaxVersion)) ||
      number != static_cast<double>(static_cast<uint64_t>(number)))
    throw Error("LOCKSTEP_OPTIONS", std::string(name) + " must be a whole number.");
  return static_cast<uint64_t>(number);
}

std::string text(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  return value.IsString() ? value.As<Napi::String>().Utf8Value() : std::string();
}

bool flag(const Napi::Object& object, const char* name) { return object.Get(name).ToBoolean().Value(); }

}  // namespace

OpenOptions openOptions(const Napi::Object& options) {
  OpenOptions result;
  result.file = text(options, "file");
  if (!result.file.empty() && (result.file.find('\0') != std::string::npos || !platform::isAbsolute(result.file)))
    throw Error("LOCKSTEP_OPTIONS", "A file is given by its absolute path, without zero bytes.");
  result.directory = text(options, "directory");
  result.key = text(options, "key");
  const std::string allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@";
  if (result.file.empty() && (result.key.empty() || result.key.size() > 160 || result.key[0] == '.' ||
                              result.key.find_first_not_of(allowed) != std::string::npos))
    throw Error("LOCKSTEP_NAME",
                "A segment's key has 1 to 160 letters, digits or . _ - @ and does not begin with a dot.");
  result.schema = wholeNumber(options, "schemaVersion");
  result.migrates = flag(options, "migrates");
  result.readOnly = flag(options, "readonly");
  result.title = text(options, "title");
  result.lockTimeoutMillis = wholeNumber(options, "lockTimeout");
  const Napi::Value create = options.Get("create");
  if (create.IsObject()) {
    const Napi::Object given = create.As<Napi::Object>();
    CreateOptions& out = result.create.emplace();
    const Napi::Value initial = given.Get("initial");
    if (!initial.IsTypedArray()) throw Error("LOCKSTEP_OPTIONS", "create.initial must be a Uint8Array.");
    const Napi::Uint8Array bytes = initial.As<Napi::Uint8Array>();
    out.initial = bytes.Data();
    out.initialLength = bytes.ByteLength();
    out.logBytes = wholeNumber(given, "logBytes");
    out.stateBytes = wholeNumber(given, "maxStateBytes");
    out.exclusive = flag(given, "exclusive");
  }
  return result;
}

Napi::Array peerList(Napi::Env env, const std::vector<PeerView>& peers, uint64_t self) {
  Napi::Array list = Napi::Array::New(env, peers.size());
  for (uint32_t i = 0; i < peers.size(); ++i) {
    Napi::Object peer = Napi::Object::New(env);
    peer.Set("id", hexId(peers[i].id));
    peer.Set("pid", static_cast<double>(peers[i].process));
    peer.Set("title", peers[i].title);
    peer.Set("version", static_cast<double>(peers[i].applied));
    peer.Set("self", Napi::Boolean::New(env, peers[i].id == self));
    list.Set(i, peer);
  }
  return list;
}

Napi::Value segmentDirectory(const Napi::CallbackInfo& info) {
  try {
    return Napi::String::New(info.Env(), platform::segmentDirectory());
  } catch (const Error& error) {
    throw jsError(info.Env(), error);
  }
}

Napi::Value neighbours(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  try {
    if (!info[0].IsString() || !info[1].IsString()) throw Error("LOCKSTEP_OPTIONS", "neighbours takes two strings.");
    const std::vector<Neighbour> found = lockstep::neighbours(
        platform::segmentDirectory(), info[0].As<Napi::String>().Utf8Value(), info[1].As<Napi::String>().Utf8Value());
    Napi::Array list = Napi::Array::New(env, found.size());
    for (uint32_t i = 0; i < found.size(); ++i) {
      Napi::Object neighbour = Napi::Object::New(env);
      neighbour.Set("key", found[i].key);
      neighbour.Set("pid", static_cast<double>(found[i].process));
      list.Set(i, neighbour);
    }
    return list;
  } catch (const Error& error) {
    throw jsError(env, error);
  }
}

}  // namespace lockstep::addon
