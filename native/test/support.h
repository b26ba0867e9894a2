// What the tests share: segments in the test's directory, a peer that reads all, processes that die.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <functional>
#include <map>
#include <vector>

#include "../src/platform/platform.h"
#include "../src/segment.h"
#include "testing.h"

namespace testing {

/// Fewer rounds where a sanitizer makes each cost ten times as much.
constexpr int rounds(int plain) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return plain / 10;
#else
  return plain;
#endif
}

using Bytes = std::vector<uint8_t>;

inline Bytes bytesOf(const std::string& text) { return Bytes(text.begin(), text.end()); }

struct Sizes {
  uint64_t logBytes = 64 * 1024;
  uint64_t stateBytes = 1024 * 1024;
};

inline lockstep::OpenOptions options(const std::string& key, const Bytes& initial, Sizes sizes = {}) {
  lockstep::OpenOptions result;
  result.directory = directory();
  result.key = key;
  result.title = "test";
  result.create = lockstep::CreateOptions{initial.data(), initial.size(), sizes.logBytes, sizes.stateBytes, false};
  return result;
}

/// A replica of the simplest kind: the state is the sum of all payloads' bytes, encoded in 8 bytes.
class Counter {
 public:
  explicit Counter(const lockstep::OpenOptions& options) : segment(options) { load(); }

  /// Applies what is new; throws Failure when a version is missing or comes twice.
  void pull() {
    for (;;) {
      const lockstep::ReadResult result = segment.read(buffer_.data(), buffer_.size());
      if (result.outcome == lockstep::ReadOutcome::Lapped) {
        ++laps;
        load();
        continue;
      }
      if (result.outcome == lockstep::ReadOutcome::TooSmall) {
        buffer_.resize(result.needed);
        continue;
      }
      if (result.bytes == 0) return;
      for (uint64_t at = 0; at < result.bytes;) {
        lockstep::RecordHeader header;
        std::memcpy(&header, buffer_.data() + at, sizeof(header));
        if (header.version != version + 1)
          FAIL("version " + std::to_string(header.version) + " after " + std::to_string(version));
        version = header.version;
        for (uint32_t i = 0; i < header.length(); ++i) sum += buffer_[at + lockstep::kRecordHeaderBytes + i];
        at += lockstep::recordBytes(header.length());
      }
    }
  }

  /// Commits `payload`, as often as it takes. Returns the number of conflicts.
  int commit(const Bytes& payload) {
    for (int conflicts = 0;; ++conflicts) {
      const auto result = segment.append(version, payload.data(), static_cast<uint32_t>(payload.size()));
      if (result == lockstep::Append::Committed) {
        ++version;
        for (const uint8_t byte : payload) sum += byte;
        return conflicts;
      }
      if (result == lockstep::Append::Full) checkpoint();
      pull();
    }
  }

  bool checkpoint() {
    const Bytes state = encoded();
    return segment.checkpoint(version, state.data(), state.size());
  }

  Bytes encoded() const {
    Bytes state(8);
    std::memcpy(state.data(), &sum, 8);
    return state;
  }

  uint64_t version = 0;
  uint64_t sum = 0;
  int laps = 0;
  lockstep::Segment segment;

 private:
  void load() {
    Bytes state;
    segment.snapshot([&](uint64_t length) {
      state.resize(length);
      return state.data();
    });
    if (state.size() != 8) FAIL("a snapshot of " + std::to_string(state.size()) + " bytes");
    std::memcpy(&sum, state.data(), 8);
    version = segment.version();
  }

  Bytes buffer_ = Bytes(4096);
};

inline lockstep::OpenOptions counterOptions(const std::string& key, Sizes sizes = {}) {
  static const Bytes zero(8);
  return options(key, zero, sizes);
}

/// Runs `body` in a forked process. It ends without destructors, as a killed one does.
inline pid_t inChild(const std::function<void()>& body) {
  std::fflush(stdout);
  const pid_t child = ::fork();
  if (child == 0) {
    int code = 0;
    try {
      body();
    } catch (const Failure& failure) {
      std::fprintf(stderr, "in a child: %s\n", failure.message.c_str());
      code = 1;
    } catch (const std::exception& error) {
      std::fprintf(stderr, "in a child: %s\n", error.what());
      code = 1;
    }
    ::_exit(code);
  }
  return child;
}

inline int waitFor(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

/// A pipe between a process and its child; a byte says "now".
class Signal {
 public:
  Signal() {
    if (::pipe(ends_) != 0) FAIL("no pipe");
  }
  ~Signal() {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  void give() const {
    const uint8_t byte = 1;
    if (::write(ends_[1], &byte, 1) != 1) FAIL("the pipe broke");
  }
  void await() const {
    uint8_t byte;
    if (::read(ends_[0], &byte, 1) != 1) FAIL("the pipe broke");
  }

 private:
  int ends_[2];
};

/// A process that stands still until it is killed, and which thread it is.
class Other {
 public:
  Other() {
    int ends[2];
    if (::pipe(ends) != 0) FAIL("no pipe");
    process_ = inChild([&] {
      const lockstep::platform::ThreadIdentity self = lockstep::platform::currentThread();
      if (::write(ends[1], &self, sizeof(self)) != sizeof(self)) FAIL("the pipe broke");
      for (;;) ::pause();
    });
    ::close(ends[1]);
    const ssize_t length = ::read(ends[0], &identity_, sizeof(identity_));
    ::close(ends[0]);
    if (length != sizeof(identity_)) FAIL("the pipe broke");
  }
  ~Other() {
    kill();
    waitFor(process_);
  }
  Other(const Other&) = delete;
  Other& operator=(const Other&) = delete;

  const lockstep::platform::ThreadIdentity& identity() const { return identity_; }

  /// Returns when it is dead. Its entry in the table of processes stays, as nobody has waited for it.
  void kill() const {
    ::kill(process_, SIGKILL);
    siginfo_t info;
    ::waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED | WNOWAIT);
  }

 private:
  pid_t process_;
  lockstep::platform::ThreadIdentity identity_;
};

}  // namespace testing
