// The one exception of the native layer. Codes are part of the public API; docs/errors.md describes each.
#pragma once

#include <exception>
#include <string>
#include <utility>

namespace lockstep {

class Error : public std::exception {
 public:
  Error(const char* code, std::string message) : code_(code), message_(std::move(message)) {}
  const char* code() const noexcept { return code_; }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  const char* code_;
  std::string message_;
};

}  // namespace lockstep
