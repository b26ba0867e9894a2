// A mutex: the kernel's lock on a byte of a file says who owns it, and ends with its owner, however that one dies. A
// word of the file says "held": who finds it set when it gets the lock knows that the last owner never unlocked.
#include <fcntl.h>

#include "parts_posix.h"
#include "platform.h"
#include "posix_locks.h"

namespace lockstep::platform {

namespace {

// Where the words lie in the file.
constexpr int64_t kMutexIdWord = 0;
constexpr int64_t kHeldWord = 8;

// Unlocking wakes one who waits; nothing wakes anybody when an owner dies. So whoever waits looks again this often.
constexpr uint64_t kLookMillis = 10;

}  // namespace

struct Mutex::State {
  std::unique_ptr<NamedFile> file;
  std::unique_ptr<Fifo> unlocked;  // a byte: the mutex was unlocked, try again
};

Mutex::Mutex(std::unique_ptr<State> state) : state_(std::move(state)) {}
Mutex::~Mutex() = default;

std::unique_ptr<Mutex> Mutex::open(const Naming& naming) {
  auto state = std::make_unique<State>();
  state->file = NamedFile::open(naming, kMutexEnding, [](const NamedFile& file) {
    const uint64_t id = randomWord();
    file.store(kMutexIdWord, id);
    file.store(kHeldWord, 0);
    Fifo::make(file.companion(id, 'u'));
  });
  if (!state->file) return nullptr;
  state->unlocked = std::make_unique<Fifo>(state->file->companion(state->file->load(kMutexIdWord), 'u'));
  return std::unique_ptr<Mutex>(new Mutex(std::move(state)));
}

bool Mutex::created() const { return state_->file->created(); }

LockResult Mutex::lock(uint64_t timeoutMillis, const Interrupt* interrupt) {
  const NamedFile& file = *state_->file;
  const uint64_t deadline = deadlineAfter(timeoutMillis);
  while (!setLock(file.fd(), F_WRLCK, kOwnerByte)) {
    if (hasPassed(deadline)) return LockResult::TimedOut;
    switch (awaitReadable({state_->unlocked.get()}, interrupt, deadline, kLookMillis)) {
      case Readable::Interrupted:
        return LockResult::Interrupted;
      case Readable::Yes:
        // Taken before trying again. If that try fails, another one owns the mutex, and will ring when it unlocks.
        state_->unlocked->take();
        break;
      case Readable::No:
        break;
    }
  }
  if (file.load(kHeldWord) != 0) return LockResult::Abandoned;
  try {
    file.store(kHeldWord, 1);
  } catch (...) {
    setLock(file.fd(), F_UNLCK, kOwnerByte);
    throw;
  }
  return LockResult::Taken;
}

void Mutex::unlock() {
  state_->file->store(kHeldWord, 0);
  setLock(state_->file->fd(), F_UNLCK, kOwnerByte);
  // After the lock is free: a byte that is still there was not seen yet, and who takes it will find the lock free.
  if (state_->unlocked->empty()) state_->unlocked->put();
}

}  // namespace lockstep::platform
