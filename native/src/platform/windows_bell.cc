// Doorbells: an auto-reset event for each peer. One event for all could not wake everybody.
#include <list>

#include "platform.h"
#include "windows_names.h"
#include "windows_security.h"
#include "windows_state.h"

namespace lockstep::platform {

struct Bell::State {
  Handle rung;
  Handle interrupted;
};

std::unique_ptr<Bell> makeBell(const std::wstring& names, uint32_t slot, uint64_t peerId) {
  auto state = std::make_unique<Bell::State>();
  state->rung = Handle(::CreateEventW(ownerOnly(), FALSE, FALSE, bellName(names, slot, peerId).c_str()));
  if (!state->rung) throwLast("make the doorbell", 0);
  checkOwner(state->rung.get(), "The doorbell");
  state->interrupted = Handle(::CreateEventW(nullptr, TRUE, FALSE, nullptr));
  if (!state->interrupted) throwLast("make the doorbell", 0);
  return std::make_unique<Bell>(std::move(state));
}

Bell::Bell(std::unique_ptr<State> state) : state_(std::move(state)) {}
Bell::~Bell() = default;

int Bell::takeDescriptor() noexcept { return -1; }

bool Bell::wait() {
  const HANDLE both[] = {state_->interrupted.get(), state_->rung.get()};
  return ::WaitForMultipleObjects(2, both, FALSE, INFINITE) == WAIT_OBJECT_0 + 1;
}

void Bell::interrupt() noexcept { ::SetEvent(state_->interrupted.get()); }

namespace {

/// Says why there is none: only a peer that is known to be gone need not be rung again.
Ring openEvent(const std::string& bells, uint32_t slot, uint64_t peerId, Handle& event) {
  event = Handle(::OpenEventW(EVENT_MODIFY_STATE | READ_CONTROL, FALSE, bellName(wide(bells), slot, peerId).c_str()));
  if (!event) return ::GetLastError() == ERROR_FILE_NOT_FOUND ? Ring::Gone : Ring::Failed;
  return ownedByUser(event.get()) ? Ring::Rung : Ring::Failed;
}

/// Events rung last, by peer id, which is never used again. One cache for the process.
class BellCache {
 public:
  Ring ring(const std::string& bells, uint32_t slot, uint64_t peerId) {
    // While a process exits, the thread that held the lock may have been ended inside: never wait for it.
    if (!::TryAcquireSRWLockExclusive(&lock_)) return ringOnce(bells, slot, peerId);
    const Ring result = ringKept(bells, slot, peerId);
    ::ReleaseSRWLockExclusive(&lock_);
    return result;
  }

 private:
  static constexpr size_t kMost = 64;
  struct Entry {
    uint64_t peerId;
    Handle event;
  };

  static Ring set(const Handle& event) { return ::SetEvent(event.get()) ? Ring::Rung : Ring::Failed; }

  static Ring ringOnce(const std::string& bells, uint32_t slot, uint64_t peerId) {
    Handle event;
    const Ring opened = openEvent(bells, slot, peerId, event);
    return opened == Ring::Rung ? set(event) : opened;
  }

  Ring ringKept(const std::string& bells, uint32_t slot, uint64_t peerId) {
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
      if (entry->peerId != peerId) continue;
      entries_.splice(entries_.begin(), entries_, entry);
      return set(entry->event);
    }
    Handle event;
    const Ring opened = openEvent(bells, slot, peerId, event);
    if (opened != Ring::Rung) return opened;
    if (entries_.size() == kMost) entries_.pop_back();
    entries_.push_front({peerId, std::move(event)});
    return set(entries_.front().event);
  }

  SRWLOCK lock_ = SRWLOCK_INIT;
  std::list<Entry> entries_;
};

}  // namespace

Ring ring(const std::string& bells, uint32_t slot, uint64_t peerId) {
  // Never destroyed: threads may still ring while the process ends.
  static BellCache* const cache = new BellCache();
  return cache->ring(bells, slot, peerId);
}

}  // namespace lockstep::platform
