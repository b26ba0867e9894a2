// The two kinds of memory behind a segment: a section over the page file, and a file.
#pragma once

#include <memory>
#include <string>

#include "windows.h"

namespace lockstep::platform {

/// As the functions of the same name in Backing.
class Memory {
 public:
  virtual ~Memory() = default;
  virtual void reset(uint64_t bytes) = 0;
  virtual void lengthen(uint64_t bytes) = 0;
  virtual uint64_t size() const = 0;
  virtual void commit(uint64_t offset, uint64_t bytes) = 0;
  virtual void discard(uint64_t offset, uint64_t bytes) noexcept = 0;
  virtual void readAt(uint64_t offset, uint8_t* into, uint64_t bytes) const = 0;
  /// The section to map, made with the first `reset` or `lengthen`, or found.
  virtual HANDLE section() = 0;
  /// Files: refuses one that another session has open. Called inside the gate.
  virtual void claim() = 0;
  virtual void syncFile() = 0;
  virtual bool stillNamed() const = 0;
};

/// The section called `name`; nothing when there is none and `create` is off. It is made by `reset`.
/// @param path for messages
/// @throws LOCKSTEP_PERMISSION, LOCKSTEP_SYSTEM
std::unique_ptr<Memory> openSection(const std::wstring& name, const std::string& path, bool create);

/// The file of a store, and who it is whatever path leads to it; nothing when there is none and `create` is off.
/// @throws LOCKSTEP_PERMISSION, LOCKSTEP_NOT_FOUND, LOCKSTEP_OPTIONS, LOCKSTEP_NO_SPACE, LOCKSTEP_SYSTEM
struct OpenedFile {
  std::unique_ptr<Memory> memory;
  std::wstring identity;
};
OpenedFile openFileMemory(const std::string& path, bool create);

constexpr DWORD high(uint64_t value) { return static_cast<DWORD>(value >> 32); }
constexpr DWORD low(uint64_t value) { return static_cast<DWORD>(value); }

/// Where in a file.
inline OVERLAPPED placeOf(uint64_t offset) {
  OVERLAPPED place{};
  place.Offset = low(offset);
  place.OffsetHigh = high(offset);
  return place;
}

}  // namespace lockstep::platform
