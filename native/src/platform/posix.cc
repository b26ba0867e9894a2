// Time, waiting and errors: what Linux and macOS share besides the segment's file.
#include "posix.h"

#include <sched.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <random>
#include <vector>

#include "../error.h"

namespace lockstep::platform {

namespace {

constexpr uint64_t kBlockBytes = 4096;

void writeAll(int fd, const uint8_t* from, uint64_t bytes, uint64_t offset) {
  while (bytes > 0) {
    const ssize_t written = ::pwrite(fd, from, bytes, static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) throwSpaceOrSystem("get memory for the segment", bytes);
    from += written;
    offset += static_cast<uint64_t>(written);
    bytes -= static_cast<uint64_t>(written);
  }
}

}  // namespace

uint64_t monotonicMicros() {
  timespec now;
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000 + static_cast<uint64_t>(now.tv_nsec) / 1000;
}

double wallMillis() {
  timespec now;
  ::clock_gettime(CLOCK_REALTIME, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec / 1000) / 1e3;
}

void relax() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ __volatile__("isb" ::: "memory");
#endif
}

void yieldThread() { ::sched_yield(); }

void sleepMicros(uint64_t micros) {
  const timespec time{static_cast<time_t>(micros / 1'000'000), static_cast<long>(micros % 1'000'000) * 1000};
  ::nanosleep(&time, nullptr);
}

uint64_t randomWord() {
  std::random_device device;
  return (static_cast<uint64_t>(device()) << 32) | device();
}

void fillHoles(int fd, uint64_t offset, uint64_t bytes) {
  std::vector<uint8_t> piece(std::min<uint64_t>(bytes, 1 << 20));
  while (bytes > 0) {
    const ssize_t count =
        ::pread(fd, piece.data(), std::min<uint64_t>(bytes, piece.size()), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throwSpaceOrSystem("get memory for the segment", bytes);
    // Beyond the end there is nothing to read, and nothing to keep.
    const uint64_t length = count > 0 ? static_cast<uint64_t>(count) : std::min<uint64_t>(bytes, piece.size());
    if (count == 0) std::fill(piece.begin(), piece.end(), uint8_t{0});
    for (uint64_t from = 0; from < length; from += kBlockBytes) {
      const uint64_t block = std::min(kBlockBytes, length - from);
      const uint8_t* at = piece.data() + from;
      if (std::all_of(at, at + block, [](uint8_t byte) { return byte == 0; })) writeAll(fd, at, block, offset + from);
    }
    offset += length;
    bytes -= length;
  }
}

const char* environment(const char* name) {
  return ::getuid() == ::geteuid() && ::getgid() == ::getegid() ? std::getenv(name) : nullptr;
}

void giveOwner(const std::string& path, unsigned rights) noexcept {
  struct stat info;
  if (::lstat(path.c_str(), &info) == 0 && !S_ISLNK(info.st_mode) && (info.st_mode & rights) != rights)
    ::chmod(path.c_str(), static_cast<mode_t>(rights));
}

void throwSpaceOrSystem(const std::string& what, uint64_t bytes) {
  const int error = errno;
  const std::string reason = std::strerror(error);
  if (error == ENOSPC || error == EDQUOT || error == ENOMEM || error == EFBIG)
    throw Error("LOCKSTEP_NO_SPACE",
                "Could not " + what + (bytes > 0 ? " (" + std::to_string(bytes) + " bytes)" : "") + ": " + reason +
                    ". Free space where segments lie (on Linux `df /dev/shm`; containers give it 64 MB unless told "
                    "otherwise), or set LOCKSTEP_DIR to a larger place.");
  throw Error("LOCKSTEP_SYSTEM", "Could not " + what + ": " + reason + ".");
}

}  // namespace lockstep::platform
