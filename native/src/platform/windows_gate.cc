#include "windows_gate.h"

#include <algorithm>

#include "windows_names.h"
#include "windows_security.h"

namespace lockstep::platform {

Gate::Gate(const std::wstring& names, const std::string& path) {
  mutex_ = Handle(
      ::CreateMutexExW(ownerOnly(), gateName(names).c_str(), 0, SYNCHRONIZE | MUTEX_MODIFY_STATE | READ_CONTROL));
  if (!mutex_) throwLast("open the gate of the segment " + path, 0);
  checkOwner(mutex_.get(), "The gate of the segment " + path);
}

bool Gate::enter(uint64_t millis) noexcept {
  if (inside_) return true;
  const DWORD patience = static_cast<DWORD>(std::min<uint64_t>(millis, INFINITE - 1));
  const DWORD result = ::WaitForSingleObject(mutex_.get(), patience);
  // Abandoned: its owner died inside, before anybody could rely on what it was doing.
  inside_ = result == WAIT_OBJECT_0 || result == WAIT_ABANDONED;
  return inside_;
}

void Gate::leave() noexcept {
  if (std::exchange(inside_, false)) ::ReleaseMutex(mutex_.get());
}

}  // namespace lockstep::platform
