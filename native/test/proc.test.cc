// Who is alive where /proc does not show it: what a container, a hardened service or another clock makes of /proc.
#ifdef __linux__
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>

#include "support.h"

using namespace lockstep;
using namespace testing;

namespace {

/// Namespaces and mounts are root's to make; without its rights there is nothing that could be tried.
bool mayMakeNamespaces() { return ::geteuid() == 0; }

void mountProc(const char* options) {
  CHECK(::unshare(CLONE_NEWNS) == 0);
  CHECK(::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0);
  CHECK(::mount("proc", "/proc", "proc", 0, options) == 0);
}

/// Only the kernel's lock can tell; it is never taken for dead.
void checkNotJudged(const Other& other) {
  CHECK(!platform::hasEnded(other.identity()));
  other.kill();
  CHECK(!platform::hasEnded(other.identity()));
}

}  // namespace

TEST("a process of the same user that /proc hides is alive, and dead when it has been waited for") {
  if (!mayMakeNamespaces()) return;
  const auto user = static_cast<uid_t>(50'000 + below(1'000'000));
  const pid_t child = inChild([&] {
    mountProc("hidepid=2");
    // Who changes its user hides from those who are that user, too, as a service does that was started by root.
    CHECK(::setgid(user) == 0 && ::setuid(user) == 0);
    platform::ThreadIdentity dead;
    {
      const Other other;
      CHECK(other.identity().pidSpace != 0);
      CHECK(::access(("/proc/" + std::to_string(other.identity().process)).c_str(), F_OK) != 0);
      CHECK(!platform::hasEnded(other.identity()));
      dead = other.identity();
    }
    CHECK(platform::hasEnded(dead));
  });
  CHECK_EQUAL(waitFor(child), 0);
}

TEST("a process whose clock counts from another time is not taken for a later one with its number") {
  if (!mayMakeNamespaces() || ::access("/proc/self/ns/time", F_OK) != 0) return;
  const pid_t child = inChild([] {
    CHECK(::unshare(CLONE_NEWTIME) == 0);
    const int offsets = ::open("/proc/self/timens_offsets", O_WRONLY | O_CLOEXEC);
    CHECK(::write(offsets, "boottime 86400 0", 16) == 16);
    ::close(offsets);
    const Other other;  // only what is made from now on has the other clock
    CHECK(other.identity().startTime != 0);
    checkNotJudged(other);
  });
  CHECK_EQUAL(waitFor(child), 0);
}

TEST("a process of another PID namespace is left to the kernel's lock") {
  if (!mayMakeNamespaces()) return;
  const pid_t child = inChild([] {
    CHECK(::unshare(CLONE_NEWPID) == 0);
    const Other other;
    checkNotJudged(other);
  });
  CHECK_EQUAL(waitFor(child), 0);
}
#endif
