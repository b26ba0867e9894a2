// What posix.cc asks of linux.cc and macos.cc, and the other way round.
#pragma once

#include <string>

#include "platform.h"

namespace lockstep::platform {

/// Where this user's segments lie when LOCKSTEP_DIR does not say. The last part of the path may not exist yet.
std::string systemDirectory();
/// A variable of the environment; none in a program that runs with rights that its caller does not have (setuid): the
/// caller's words must not choose where such a program writes. Not `secure_getenv`, which is also silent where a file
/// capability is all the difference: two programs of one user would look for one store in two places.
const char* environment(const char* name);
/// Gives this user the rights to what it has just made, if its umask took them away.
void giveOwner(const std::string& path, unsigned rights) noexcept;
/// Puts memory behind a range of a file, and keeps what is there. Throws LOCKSTEP_NO_SPACE or LOCKSTEP_SYSTEM.
void commitRange(int fd, uint64_t offset, uint64_t bytes);
void discardRange(int fd, uint64_t offset, uint64_t bytes) noexcept;
/// Waits until the disk itself has what the file's pages hold. False: errno.
bool syncFile(int fd);
/// Whether the file system is shared with other machines, which see neither locks nor maps of this one.
bool onNetwork(int fd);

/// For systems and file systems without fallocate: writes zeros into what reads as zeros, and keeps whatever else is
/// there, as a file's recovery must. Only for ranges that nobody uses now.
/// @throws LOCKSTEP_NO_SPACE, LOCKSTEP_SYSTEM
void fillHoles(int fd, uint64_t offset, uint64_t bytes);
/// Turns errno into LOCKSTEP_NO_SPACE or LOCKSTEP_SYSTEM. `bytes` 0: not about memory.
[[noreturn]] void throwSpaceOrSystem(const std::string& what, uint64_t bytes);

}  // namespace lockstep::platform
