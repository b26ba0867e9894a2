#include "exit.h"

#include <map>
#include <mutex>
#include <thread>

#include "../platform/at_exit.h"

namespace lockstep::addon {

namespace {

struct OpenSegments {
  std::mutex mutex;
  std::map<std::unique_ptr<Segment>*, std::thread::id> owners;
};

OpenSegments& openSegments() {
  // Never destroyed: it is used while the process exits.
  static OpenSegments* const open = new OpenSegments();
  return *open;
}

void closeAll() {
  OpenSegments& open = openSegments();
  // Windows ends the other threads before this, and one of them may have held the mutex: never wait for it.
  std::unique_lock<std::mutex> guard(open.mutex, std::try_to_lock);
  for (int tries = 0; !guard && tries < 1000; ++tries) {
    std::this_thread::yield();
    (void)guard.try_lock();
  }
  if (!guard) return;
  for (const auto& [segment, owner] : open.owners)
    // Another thread may be in the middle of a call; the kernel lets go of its locks in a moment.
    if (owner == std::this_thread::get_id()) segment->reset();
  open.owners.clear();
}

}  // namespace

void closeAtProcessExit(std::unique_ptr<Segment>& segment) {
  static const bool registered = platform::atExit(closeAll);
  (void)registered;
  OpenSegments& open = openSegments();
  const std::lock_guard<std::mutex> guard(open.mutex);
  open.owners.emplace(&segment, std::this_thread::get_id());
}

void forgetAtProcessExit(std::unique_ptr<Segment>& segment) {
  OpenSegments& open = openSegments();
  const std::lock_guard<std::mutex> guard(open.mutex);
  open.owners.erase(&segment);
}

}  // namespace lockstep::addon
