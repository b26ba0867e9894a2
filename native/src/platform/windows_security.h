// Only you: what every object is made with, and what is asked of one that was there before.
#pragma once

#include <string>

#include "windows.h"

namespace lockstep::platform {

/// The user of this process, as text ("S-1-5-21-…").
const std::wstring& userSid();

/// For an object that the user owns and nobody else may touch. An elevated token would otherwise make objects that
/// belong to Administrators, which the same user's ordinary programs cannot open.
SECURITY_ATTRIBUTES* ownerOnly();
/// The same for a directory, inherited by what is made in it.
SECURITY_ATTRIBUTES* ownerOnlyDirectory();

/// Whether the object, opened with READ_CONTROL, belongs to the user: then a program of the user's made it, with rights
/// of its choice.
bool ownedByUser(HANDLE object, bool isFile = false);

/// @param what the object, for the message
/// @throws LOCKSTEP_PERMISSION
void checkOwner(HANDLE object, const std::string& what, bool isFile = false);

}  // namespace lockstep::platform
