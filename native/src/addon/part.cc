#include "part.h"

#include <cmath>

namespace lockstep::addon {

uint64_t wholeNumberOf(const Napi::Value& value, const char* what) {
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;
  if (!(number >= 0 && number <= 9007199254740991.0) || number != std::floor(number))
    throw Error("LOCKSTEP_OPTIONS", std::string(what) + " must be a whole number from 0 to 2^53 - 1.");
  return static_cast<uint64_t>(number);
}

uint64_t timeoutOf(const Napi::Value& value) {
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;
  if (std::isinf(number) && number > 0) return platform::kForever;
  return wholeNumberOf(value, "timeout");
}

std::string labelOf(const Napi::Object& options) {
  const Napi::Value label = options.Get("label");
  return label.IsString() ? label.As<Napi::String>().Utf8Value() : "";
}

platform::Naming namingOf(const Napi::Object& options) {
  platform::Naming naming;
  const Napi::Value key = options.Get("key");
  if (key.IsString()) naming.key = key.As<Napi::String>().Utf8Value();
  const std::string allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@";
  if (naming.key.size() > 160 || (!naming.key.empty() && naming.key[0] == '.') ||
      naming.key.find_first_not_of(allowed) != std::string::npos)
    throw Error("LOCKSTEP_NAME", "A key has 1 to 160 letters, digits or . _ - @ and does not begin with a dot.");
  naming.create = options.Get("create").ToBoolean();
  naming.exclusive = options.Get("exclusive").ToBoolean();
  return naming;
}

}  // namespace lockstep::addon
