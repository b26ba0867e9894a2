// Names, waiting, and events, which Windows has as they are.
#include "parts_windows.h"

#include <algorithm>

#include "../error.h"
#include "platform.h"
#include "windows_names.h"
#include "windows_security.h"

namespace lockstep::platform {

std::wstring nameOfPart(const std::string& key, const wchar_t* ending) {
  return namesOfSegment(segmentDirectory() + "\\" + key) + ending;
}

bool checkPart(const Handle& handle, DWORD error, const Naming& naming, const char* what) {
  if (!handle) throwLast(std::string("open the ") + what, 0, error);
  checkOwner(handle.get(), std::string("The ") + what);
  const bool made = naming.create && error != ERROR_ALREADY_EXISTS;
  if (!made && naming.create && naming.exclusive)
    throw Error("LOCKSTEP_EXISTS", "Somebody has it open already, and `exclusive` was asked for.");
  return made;
}

struct Interrupt::State {
  Handle raised;
};

Interrupt::Interrupt() : state_(std::make_unique<State>()) {
  state_->raised = Handle(::CreateEventW(nullptr, TRUE, FALSE, nullptr));
  if (!state_->raised) throwLast("make an event to end a wait with", 0);
}

Interrupt::~Interrupt() = default;

void Interrupt::raise() noexcept { ::SetEvent(state_->raised.get()); }

Signal awaitSignal(HANDLE object, uint64_t timeoutMillis, const Interrupt* interrupt) {
  // The object first: where both are signalled, it is the one that is taken.
  const HANDLE handles[] = {object, interrupt != nullptr ? interrupt->state().raised.get() : nullptr};
  for (uint64_t left = timeoutMillis;;) {
    const DWORD millis = left == kForever ? INFINITE : static_cast<DWORD>(std::min<uint64_t>(left, INFINITE - 1));
    switch (::WaitForMultipleObjects(interrupt != nullptr ? 2 : 1, handles, FALSE, millis)) {
      case WAIT_OBJECT_0:
        return Signal::Given;
      case WAIT_OBJECT_0 + 1:
        return Signal::Interrupted;
      case WAIT_ABANDONED_0:
        return Signal::Abandoned;
      case WAIT_TIMEOUT:
        left -= millis;
        if (left == 0) return Signal::TimedOut;
        break;
      default:
        throwLast("wait", 0);
    }
  }
}

struct Event::State {
  Handle event;
  bool created;
};

Event::Event(std::unique_ptr<State> state) : state_(std::move(state)) {}
Event::~Event() = default;

std::unique_ptr<Event> Event::open(const Naming& naming) {
  constexpr DWORD kRights = SYNCHRONIZE | EVENT_MODIFY_STATE | READ_CONTROL;
  const std::wstring name = nameOfPart(naming.key, L".event");
  Handle event(naming.create ? ::CreateEventExW(ownerOnly(), name.c_str(), 0, kRights)
                             : ::OpenEventW(kRights, FALSE, name.c_str()));
  const DWORD error = ::GetLastError();
  if (!event && !naming.create && error == ERROR_FILE_NOT_FOUND) return nullptr;
  const bool created = checkPart(event, error, naming, "event");
  return std::unique_ptr<Event>(new Event(std::make_unique<State>(State{std::move(event), created})));
}

bool Event::created() const { return state_->created; }

void Event::set() {
  if (!::SetEvent(state_->event.get())) throwLast("set the event", 0);
}

WaitResult Event::wait(uint64_t timeoutMillis, const Interrupt* interrupt) {
  switch (awaitSignal(state_->event.get(), timeoutMillis, interrupt)) {
    case Signal::TimedOut:
      return WaitResult::TimedOut;
    case Signal::Interrupted:
      return WaitResult::Interrupted;
    default:
      return WaitResult::Released;
  }
}

}  // namespace lockstep::platform
