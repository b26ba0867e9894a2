// Looking at processes, sections and objects from outside.
#pragma once

#include <cstdint>
#include <string>

#include "../../src/platform/windows.h"

namespace testing {

bool allThreadsSuspended(DWORD process);
/// What the threads of a process that still run have used.
double processorSeconds(DWORD process);
uint32_t mappedViews();
/// Handles of this process.
uint32_t openHandles();

/// All of a named section, writable.
class View {
 public:
  explicit View(const std::wstring& name);
  ~View();
  View(const View&) = delete;
  View& operator=(const View&) = delete;

  explicit operator bool() const { return data_ != nullptr; }
  uint8_t* data() const { return data_; }
  size_t size() const;
  void read(uint8_t* into) const;

 private:
  lockstep::platform::Handle section_;
  uint8_t* data_ = nullptr;
};

/// A section, mutex or event of that name.
lockstep::platform::Handle openAnything(const std::wstring& name);
std::wstring describeSecurity(HANDLE object);
lockstep::platform::Handle makeEvent(const std::wstring& name, const std::wstring& access);

}  // namespace testing
