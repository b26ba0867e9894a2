// Listening to a doorbell: for event loops a descriptor to poll, for a thread of its own a call that blocks.
#include "posix_bell.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <utility>

#include "posix.h"

namespace lockstep::platform {

struct Bell::State {
  int fd;
  std::atomic<bool> interrupted{false};
};

std::unique_ptr<Bell> openBell(const std::string& path) {
  auto state = std::make_unique<Bell::State>();
  // O_RDWR: never at its end, however many writers come and go.
  state->fd = ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
  if (state->fd < 0) throwSpaceOrSystem("open the doorbell " + path, 0);
  return std::make_unique<Bell>(std::move(state));
}

Bell::Bell(std::unique_ptr<State> state) : state_(std::move(state)) {}

Bell::~Bell() {
  if (state_->fd >= 0) ::close(state_->fd);
}

int Bell::takeDescriptor() noexcept { return std::exchange(state_->fd, -1); }

bool Bell::wait() {
  pollfd poll{state_->fd, POLLIN, 0};
  while (!state_->interrupted) {  // T3
    if (::poll(&poll, 1, -1) < 0 && errno != EINTR) return false;
    uint8_t bytes[256];
    bool rung = false;
    while (::read(state_->fd, bytes, sizeof(bytes)) > 0) rung = true;
    if (rung && !state_->interrupted) return true;  // T4
  }
  return false;
}

void Bell::interrupt() noexcept {
  state_->interrupted = true;  // T5
  // Rings itself; when the FIFO is full, there is something to wake up for already.
  const uint8_t byte = 1;
  (void)!::write(state_->fd, &byte, 1);
}

}  // namespace lockstep::platform
