#include "windows_marker.h"

#include "../error.h"
#include "platform.h"
#include "windows.h"
#include "windows_gate.h"
#include "windows_names.h"
#include "windows_security.h"

namespace lockstep::platform {

namespace {

/// A file with something in it is no marker, whatever it is called.
bool isEmpty(const std::string& path) {
  WIN32_FILE_ATTRIBUTE_DATA info;
  return ::GetFileAttributesExW(wide(path).c_str(), GetFileExInfoStandard, &info) && info.nFileSizeLow == 0 &&
         info.nFileSizeHigh == 0;
}

}  // namespace

void leaveMarker(const std::string& path) noexcept {
  const Handle marker(::CreateFileW(wide(path).c_str(), GENERIC_WRITE,
                                    FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, ownerOnly(), OPEN_ALWAYS,
                                    FILE_ATTRIBUTE_NORMAL, nullptr));
}

void removeStaleMarker(const std::string& path, const std::wstring& names) noexcept {
  const Handle held(::OpenMutexW(SYNCHRONIZE, FALSE, heldName(names).c_str()));
  if (!held && ::GetLastError() == ERROR_FILE_NOT_FOUND) ::DeleteFileW(wide(path).c_str());
}

void sweepMarkers(const std::string& directory, const std::string& own) {
  for (const std::string& key : segmentKeys(directory)) {
    const std::string path = directory + "\\" + key + kSegmentEnding;
    if (path == own || !isEmpty(path)) continue;
    const std::wstring names = namesOfSegment(path);
    try {
      Gate gate(names, path);
      if (gate.enter(0)) removeStaleMarker(path, names);
    } catch (const Error&) {  // what is wrong with another store is said to who opens that one
    }
  }
}

}  // namespace lockstep::platform
