// What the parts share on Windows: names, and waiting that can be ended.
#pragma once

#include <string>

#include "parts.h"
#include "windows.h"

namespace lockstep::platform {

/// What the object of a part is called. All kinds of objects share one name space, so each has an ending of its own.
/// @throws LOCKSTEP_PERMISSION
std::wstring nameOfPart(const std::string& key, const wchar_t* ending);

/// Looks at the handle that was made or opened, right after that: nobody else's may be used, and none at all where it
/// is there but was to be made exclusively.
/// @returns whether this call made it
/// @throws LOCKSTEP_EXISTS, LOCKSTEP_PERMISSION, LOCKSTEP_NO_SPACE, LOCKSTEP_SYSTEM
bool checkPart(const Handle& handle, DWORD error, const Naming& naming, const char* what);

enum class Signal { Given, Abandoned, TimedOut, Interrupted };
/// @param interrupt may be null. @throws LOCKSTEP_SYSTEM
Signal awaitSignal(HANDLE object, uint64_t timeoutMillis, const Interrupt* interrupt);

/// A file to map; no handle when there is none, and it is not to be created. One that is shorter is made longer.
struct PartFile {
  Handle file;
  bool created = false;
};
/// @throws LOCKSTEP_EXISTS, LOCKSTEP_NOT_FOUND, LOCKSTEP_PERMISSION, LOCKSTEP_OPTIONS, LOCKSTEP_NO_SPACE,
/// LOCKSTEP_SYSTEM
PartFile openPartFile(const MemoryOptions& options);
uint64_t sizeOfFile(HANDLE file);

}  // namespace lockstep::platform
