// An event that resets itself, made of three FIFOs. Each byte of `waiters` is a wait that no set has released yet; a
// set moves one of them to `grants`, where those who wait take one each, so two sets release two waits however late
// those run. A set that finds nobody waiting goes to `kept`, which counts nothing: whoever comes first takes all of it.
// Bytes have no names: it does not matter whose wait one stood for, as long as their number is right.
#include <fcntl.h>

#include <mutex>

#include "parts_posix.h"
#include "platform.h"
#include "posix_locks.h"

namespace lockstep::platform {

namespace {

constexpr int64_t kIdWord = 0;

// How long a setter takes from taking a wait's byte to granting it, if it is not killed in between.
constexpr uint64_t kGrantMillis = 20;

}  // namespace

struct Event::State {
  std::unique_ptr<NamedFile> file;
  std::unique_ptr<Fifo> waiters;
  std::unique_ptr<Fifo> grants;
  std::unique_ptr<Fifo> kept;

  std::mutex mutex;
  int waiting = 0;  // waits of this handle

  void beginWait() {
    const std::lock_guard<std::mutex> guard(mutex);
    if (waiting++ == 0) setLock(file->fd(), F_RDLCK, kWaitingByte);
    waiters->put();
  }
  void endWait() {
    const std::lock_guard<std::mutex> guard(mutex);
    if (--waiting == 0) setLock(file->fd(), F_UNLCK, kWaitingByte);
  }
  bool anybodyWaits() {
    const std::lock_guard<std::mutex> guard(mutex);
    return waiting > 0 || lockedByOthers(file->fd(), kWaitingByte);
  }

  void keep() {
    if (kept->empty()) kept->put();
  }

  /// Takes this wait's byte back. True: it is gone, because a set has released this wait; that set is taken here.
  bool released() {
    if (waiters->take()) return false;
    const uint64_t deadline = deadlineAfter(kGrantMillis);
    do {
      if (grants->take()) return true;
    } while (awaitReadable({grants.get()}, nullptr, deadline) == Readable::Yes);
    return false;
  }

  WaitResult waitLong(uint64_t deadline, const Interrupt* interrupt) {
    for (;;) {
      const Readable readable = awaitReadable({grants.get(), kept.get()}, interrupt, deadline);
      if (grants->take()) return WaitResult::Released;
      if (kept->takeAll()) {
        // Two sets at once for one wait: the other one is for the next.
        if (released()) keep();
        return WaitResult::Released;
      }
      if (readable == Readable::Interrupted) return released() ? WaitResult::Released : WaitResult::Interrupted;
      if (hasPassed(deadline)) return released() ? WaitResult::Released : WaitResult::TimedOut;
    }
  }
};

Event::Event(std::unique_ptr<State> state) : state_(std::move(state)) {}
Event::~Event() = default;

std::unique_ptr<Event> Event::open(const Naming& naming) {
  auto state = std::make_unique<State>();
  state->file = NamedFile::open(naming, kEventEnding, [](const NamedFile& file) {
    const uint64_t id = randomWord();
    file.store(kIdWord, id);
    for (const char letter : {'w', 'g', 'k'}) Fifo::make(file.companion(id, letter));
  });
  if (!state->file) return nullptr;
  const uint64_t id = state->file->load(kIdWord);
  state->waiters = std::make_unique<Fifo>(state->file->companion(id, 'w'));
  state->grants = std::make_unique<Fifo>(state->file->companion(id, 'g'));
  state->kept = std::make_unique<Fifo>(state->file->companion(id, 'k'));
  return std::unique_ptr<Event>(new Event(std::move(state)));
}

bool Event::created() const { return state_->file->created(); }

void Event::set() {
  // Who was killed while waiting left its byte behind. The kernel knows whether anybody waits at all.
  if (!state_->anybodyWaits()) state_->waiters->takeAll();
  if (state_->waiters->take())
    state_->grants->put();
  else
    state_->keep();
}

WaitResult Event::wait(uint64_t timeoutMillis, const Interrupt* interrupt) {
  if (state_->kept->takeAll()) return WaitResult::Released;
  // A grant that nobody waits for was that of a killed one.
  if (timeoutMillis == 0)
    return !state_->anybodyWaits() && state_->grants->take() ? WaitResult::Released : WaitResult::TimedOut;

  state_->beginWait();
  try {
    const WaitResult result = state_->waitLong(deadlineAfter(timeoutMillis), interrupt);
    state_->endWait();
    return result;
  } catch (...) {
    state_->endWait();
    throw;
  }
}

}  // namespace lockstep::platform
