// The objects of a session are not seen in another one, but a file is: two sessions that had it open would be two
// stores in one file. Locks of the file's own are seen by all.
#include "../error.h"
#include "windows_file.h"
#include "windows_memory.h"

namespace lockstep::platform {

namespace {

/// Far beyond any end of a file: a byte for each session.
constexpr uint64_t kSessions = uint64_t{1} << 40;
constexpr uint64_t kMostSessions = uint64_t{1} << 32;

bool lock(HANDLE file, uint64_t offset, uint64_t bytes, DWORD kind) {
  OVERLAPPED place = placeOf(offset);
  return ::LockFileEx(file, kind | LOCKFILE_FAIL_IMMEDIATELY, 0, low(bytes), high(bytes), &place);
}

/// Whether nobody holds any byte of the range.
bool isFree(HANDLE file, uint64_t offset, uint64_t bytes) {
  if (bytes == 0) return true;
  if (!lock(file, offset, bytes, LOCKFILE_EXCLUSIVE_LOCK)) return false;
  OVERLAPPED place = placeOf(offset);
  ::UnlockFileEx(file, 0, low(bytes), high(bytes), &place);
  return true;
}

}  // namespace

void claimForSession(HANDLE file, const std::string& path) {
  DWORD session = 0;
  if (!::ProcessIdToSessionId(::GetCurrentProcessId(), &session)) throwLast("ask for this session's number", 0);
  // First one's own, then a look at the others': of two that come at once, one sees the other at least.
  if (lock(file, kSessions + session, 1, 0) && isFree(file, kSessions, session) &&
      isFree(file, kSessions + session + 1, kMostSessions - session - 1))
    return;
  throw Error("LOCKSTEP_BUSY", "The file " + path +
                                   " is open in another session of Windows (a service, another login), with which no "
                                   "memory is shared. Close it there.");
}

}  // namespace lockstep::platform
