// Waiting for other processes: FIFOs, deadlines, and the pipe that ends a wait.
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

#include "../error.h"
#include "parts_posix.h"
#include "posix.h"

namespace lockstep::platform {

struct Interrupt::State {
  int ends[2];
};

Interrupt::Interrupt() : state_(std::make_unique<State>()) {
  if (::pipe(state_->ends) != 0) throwSpaceOrSystem("make a pipe to end a wait with", 0);
  for (const int end : state_->ends) {
    ::fcntl(end, F_SETFD, FD_CLOEXEC);
    ::fcntl(end, F_SETFL, O_NONBLOCK);
  }
}

Interrupt::~Interrupt() {
  for (const int end : state_->ends) ::close(end);
}

void Interrupt::raise() noexcept {
  // Never read: the wait is over for good, and one byte is as good as many.
  const uint8_t byte = 1;
  (void)!::write(state_->ends[1], &byte, 1);
}

void Fifo::make(const std::string& path) {
  if (::mkfifo(path.c_str(), 0600) != 0) throwSpaceOrSystem("make " + path, 0);
  giveOwner(path, 0600);
}

Fifo::Fifo(const std::string& path) {
  // O_RDWR: opening waits for nobody, and neither end ever sees the other one's end.
  fd_ = ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
  if (fd_ < 0 && errno != ENOENT && errno != ELOOP) throwSpaceOrSystem("open " + path, 0);
  struct stat info;
  if (fd_ >= 0 && ::fstat(fd_, &info) == 0 && S_ISFIFO(info.st_mode)) return;
  if (fd_ >= 0) ::close(fd_);
  throw Error("LOCKSTEP_DAMAGED",
              "The FIFO " + path + " was removed or replaced. Close the programs that use it, and start them again.");
}

Fifo::~Fifo() { ::close(fd_); }

namespace {

/// Whether there was a byte.
bool takeSome(int fd, uint8_t* into, size_t most) {
  ssize_t count;
  do {
    count = ::read(fd, into, most);
  } while (count < 0 && errno == EINTR);
  return count > 0;
}

}  // namespace

bool Fifo::take() const noexcept {
  uint8_t byte;
  return takeSome(fd_, &byte, 1);
}

bool Fifo::takeAll() const noexcept {
  uint8_t bytes[4096];
  bool any = false;
  while (takeSome(fd_, bytes, sizeof(bytes))) any = true;
  return any;
}

void Fifo::put() const noexcept {
  const uint8_t byte = 1;
  while (::write(fd_, &byte, 1) < 0 && errno == EINTR) {
  }
}

bool Fifo::empty() const noexcept {
  int bytes = 0;
  return ::ioctl(fd_, FIONREAD, &bytes) != 0 || bytes == 0;
}

uint64_t deadlineAfter(uint64_t millis) {
  const uint64_t now = monotonicMicros();
  return millis >= (kForever - now) / 1000 ? kForever : now + millis * 1000;
}

bool hasPassed(uint64_t deadline) { return deadline != kForever && monotonicMicros() >= deadline; }

Readable awaitReadable(std::initializer_list<const Fifo*> fifos, const Interrupt* interrupt, uint64_t deadline,
                       uint64_t mostMillis) {
  const uint64_t until = std::min(deadline, deadlineAfter(mostMillis));
  pollfd ends[3] = {{interrupt ? interrupt->state().ends[0] : -1, POLLIN, 0}};
  nfds_t count = 1;
  for (const Fifo* const fifo : fifos) ends[count++] = {fifo->fd(), POLLIN, 0};
  for (;;) {
    int timeout = -1;
    if (until != kForever) {
      const uint64_t now = monotonicMicros();
      // Rounded up: what sleeps a little too short would have to sleep again.
      timeout = now >= until ? 0 : static_cast<int>(std::min<uint64_t>((until - now + 999) / 1000, INT_MAX));
    }
    const int ready = ::poll(ends, count, timeout);
    if (ready < 0 && errno != EINTR) throwSpaceOrSystem("wait", 0);
    if (ready > 0) return ends[0].revents != 0 ? Readable::Interrupted : Readable::Yes;
    if (hasPassed(until)) return Readable::No;
  }
}

}  // namespace lockstep::platform
