// What the files for Windows share: handles, errors, text.
#pragma once

#ifndef NOMINMAX
#define NOMINMAX
#endif
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#include <windows.h>
// After it:
#include <winioctl.h>

#include <cstdint>
#include <string>
#include <utility>

namespace lockstep::platform {

/// A kernel handle that is closed with its owner.
class Handle {
 public:
  Handle() = default;
  explicit Handle(HANDLE handle) : handle_(handle == INVALID_HANDLE_VALUE ? nullptr : handle) {}
  Handle(Handle&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Handle() { close(); }

  void close() noexcept {
    if (handle_ != nullptr) ::CloseHandle(std::exchange(handle_, nullptr));
  }
  HANDLE get() const { return handle_; }
  explicit operator bool() const { return handle_ != nullptr; }

 private:
  HANDLE handle_ = nullptr;
};

/// From and to UTF-8.
std::wstring wide(const std::string& text);
std::string narrow(const std::wstring& text);

/// What the system says of an error, without a line end.
std::string reasonOf(DWORD error);

/// Turns an error into LOCKSTEP_NO_SPACE, LOCKSTEP_PERMISSION or LOCKSTEP_SYSTEM. `bytes` 0: not about memory.
[[noreturn]] void throwLast(const std::string& what, uint64_t bytes, DWORD error = ::GetLastError());

}  // namespace lockstep::platform
