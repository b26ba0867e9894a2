// Which thread this is, and whether another one has ended.
#include "platform.h"
#include "windows.h"

namespace lockstep::platform {

namespace {

/// 0 when it cannot be told. The creation time tells a thread from a later one with the same number.
uint64_t creationTime(HANDLE thread) {
  FILETIME created, exited, kernel, user;
  if (!::GetThreadTimes(thread, &created, &exited, &kernel, &user)) return 0;
  return (static_cast<uint64_t>(created.dwHighDateTime) << 32) | created.dwLowDateTime;
}

bool signalled(HANDLE object) { return ::WaitForSingleObject(object, 0) == WAIT_OBJECT_0; }

}  // namespace

ThreadIdentity currentThread() {
  ThreadIdentity self;
  self.process = ::GetCurrentProcessId();
  self.thread = ::GetCurrentThreadId();
  self.startTime = creationTime(::GetCurrentThread());
  self.pidSpace = 1;  // one for the machine
  return self;
}

bool hasEnded(const ThreadIdentity& owner) {
  if (owner.thread == 0 || owner.thread > MAXDWORD || owner.process > MAXDWORD || owner.startTime == 0) return false;
  const Handle thread(
      ::OpenThread(SYNCHRONIZE | THREAD_QUERY_LIMITED_INFORMATION, FALSE, static_cast<DWORD>(owner.thread)));
  // Refused is alive: somebody else's thread may have the number, but so may the owner with other rights.
  if (!thread) return ::GetLastError() == ERROR_INVALID_PARAMETER;
  const uint64_t created = creationTime(thread.get());
  if (created != 0 && created != owner.startTime) return true;
  if (signalled(thread.get())) return true;
  // A dead process can be opened for a while: its number says nothing, its handle does.
  const Handle process(::OpenProcess(SYNCHRONIZE, FALSE, static_cast<DWORD>(owner.process)));
  return process ? signalled(process.get()) : ::GetLastError() == ERROR_INVALID_PARAMETER;
}

}  // namespace lockstep::platform
