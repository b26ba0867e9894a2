// Who makes, joins or leaves a segment does so alone: a named mutex, which the kernel hands on when its owner dies.
#pragma once

#include <string>

#include "windows.h"

namespace lockstep::platform {

class Gate {
 public:
  Gate() = default;
  /// @param names how the segment's objects begin
  /// @param path for messages
  /// @throws LOCKSTEP_PERMISSION, LOCKSTEP_SYSTEM
  Gate(const std::wstring& names, const std::string& path);
  ~Gate() { leave(); }
  Gate(Gate&& other) noexcept : mutex_(std::move(other.mutex_)), inside_(std::exchange(other.inside_, false)) {}
  Gate& operator=(Gate&& other) noexcept {
    std::swap(mutex_, other.mutex_);
    std::swap(inside_, other.inside_);
    return *this;
  }

  explicit operator bool() const { return static_cast<bool>(mutex_); }
  /// False after `millis` in vain. Inside already: true.
  bool enter(uint64_t millis) noexcept;
  void leave() noexcept;

 private:
  Handle mutex_;
  bool inside_ = false;
};

}  // namespace lockstep::platform
