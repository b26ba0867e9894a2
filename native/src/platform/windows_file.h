// Opening a store's file.
#pragma once

#include <string>

#include "windows.h"

namespace lockstep::platform {

/// A file of the user's, on a local disk; no handle when there is none and `create` is off. Nobody can rename or remove
/// it while it is open.
/// @throws LOCKSTEP_PERMISSION, LOCKSTEP_NOT_FOUND, LOCKSTEP_OPTIONS, LOCKSTEP_NO_SPACE, LOCKSTEP_SYSTEM
Handle openStoreFile(const std::string& path, bool create);

/// Keeps other sessions of Windows out as long as the handle is open.
/// @throws LOCKSTEP_BUSY where one of them has the file open already
void claimForSession(HANDLE file, const std::string& path);

/// Which file it is on this machine: the same by every path that leads to it.
std::wstring identityOf(HANDLE file, const std::string& path);

}  // namespace lockstep::platform
