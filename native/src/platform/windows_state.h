// What a Backing holds on Windows.
#pragma once

#include <memory>
#include <string>

#include "platform.h"
#include "windows.h"
#include "windows_gate.h"
#include "windows_memory.h"

namespace lockstep::platform {

struct Backing::State {
  std::string directory;
  std::string path;    // of the file, or of the section's marker
  std::wstring names;  // how the names of its objects begin
  std::string bells;   // the same, in UTF-8
  bool file = false;
  bool unmade = false;  // `unmake` was called
  Gate gate;
  Hold hold = Hold::Shared;
  Handle held;  // that it exists means: somebody holds the segment
  Handle slot;  // that it exists means: somebody holds the slot
  std::unique_ptr<Memory> memory;
  std::unique_ptr<Bell> bell;
};

/// Makes the event that others set. Throws LOCKSTEP_PERMISSION, LOCKSTEP_SYSTEM.
std::unique_ptr<Bell> makeBell(const std::wstring& names, uint32_t slot, uint64_t peerId);

}  // namespace lockstep::platform
