// A mutex of Windows belongs to a thread, and one thread owns it as often as it likes. Here its owner is a handle, in
// whatever thread. So each handle has a thread that does nothing but own the mutex for it; when that thread ends
// without unlocking, the kernel calls the mutex abandoned.
#include <system_error>
#include <thread>

#include "../error.h"
#include "parts_windows.h"
#include "windows_security.h"

namespace lockstep::platform {

struct Mutex::State {
  enum class Order { Lock, Unlock, End };

  Handle mutex;
  bool created = false;

  std::thread owner;  // from the first lock on
  Handle ordered;
  Handle done;
  // One order at a time: written before `ordered` is set, or before `done` is.
  Order order = Order::End;
  uint64_t timeoutMillis = 0;
  const Interrupt* interrupt = nullptr;
  Signal signal = Signal::TimedOut;
  DWORD error = 0;

  ~State() {
    if (!owner.joinable()) return;
    give(Order::End);
    owner.join();
  }

  void start() {
    if (owner.joinable()) return;
    ordered = Handle(::CreateEventW(nullptr, FALSE, FALSE, nullptr));
    done = Handle(::CreateEventW(nullptr, FALSE, FALSE, nullptr));
    if (!ordered || !done) throwLast("make the events of a mutex's thread", 0);
    try {
      owner = std::thread(&State::own, this);
    } catch (const std::system_error& failure) {
      throw Error("LOCKSTEP_SYSTEM", std::string("Could not start the thread that owns a mutex: ") + failure.what());
    }
  }

  void give(Order next) {
    order = next;
    ::SetEvent(ordered.get());
    ::WaitForSingleObject(done.get(), INFINITE);
  }

  void own() noexcept {
    for (bool over = false; !over;) {
      ::WaitForSingleObject(ordered.get(), INFINITE);
      error = 0;
      switch (order) {
        case Order::Lock:
          try {
            signal = awaitSignal(mutex.get(), timeoutMillis, interrupt);
          } catch (const Error&) {
            error = ERROR_INVALID_HANDLE;
          }
          break;
        case Order::Unlock:
          if (!::ReleaseMutex(mutex.get())) error = ::GetLastError();
          break;
        case Order::End:
          over = true;
          break;
      }
      ::SetEvent(done.get());
    }
  }
};

Mutex::Mutex(std::unique_ptr<State> state) : state_(std::move(state)) {}
Mutex::~Mutex() = default;

std::unique_ptr<Mutex> Mutex::open(const Naming& naming) {
  constexpr DWORD kRights = SYNCHRONIZE | MUTEX_MODIFY_STATE | READ_CONTROL;
  const std::wstring name = nameOfPart(naming.key, L".mutex");
  auto state = std::make_unique<State>();
  state->mutex = Handle(naming.create ? ::CreateMutexExW(ownerOnly(), name.c_str(), 0, kRights)
                                      : ::OpenMutexW(kRights, FALSE, name.c_str()));
  const DWORD error = ::GetLastError();
  if (!state->mutex && !naming.create && error == ERROR_FILE_NOT_FOUND) return nullptr;
  state->created = checkPart(state->mutex, error, naming, "mutex");
  return std::unique_ptr<Mutex>(new Mutex(std::move(state)));
}

bool Mutex::created() const { return state_->created; }

LockResult Mutex::lock(uint64_t timeoutMillis, const Interrupt* interrupt) {
  state_->start();
  state_->timeoutMillis = timeoutMillis;
  state_->interrupt = interrupt;
  state_->give(State::Order::Lock);
  if (state_->error != 0) throwLast("lock the mutex", 0, state_->error);
  switch (state_->signal) {
    case Signal::Given:
      return LockResult::Taken;
    case Signal::Abandoned:
      return LockResult::Abandoned;
    case Signal::TimedOut:
      return LockResult::TimedOut;
    case Signal::Interrupted:
      break;
  }
  return LockResult::Interrupted;
}

void Mutex::unlock() {
  state_->give(State::Order::Unlock);
  if (state_->error != 0) throwLast("unlock the mutex", 0, state_->error);
}

}  // namespace lockstep::platform
