// LOCKSTEP_FAULT=point:count:action[:milliseconds]: when a thread of this process reaches the point for the count-th
// time since the variable got this value, the process says so on its standard output and
//   kill   ends, as if killed by somebody else
//   stop   stops until it is continued; on Windows this thread does, and the rest is left to whoever watches
//   sleep  lets this thread sleep
// Compiled into test builds only.
#include "fault.h"

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <string_view>

#include "platform/platform.h"

#ifdef _WIN32
#include <windows.h>
#else
#include <unistd.h>

#include <csignal>
#endif

namespace lockstep {

namespace {

constexpr char kVariable[] = "LOCKSTEP_FAULT";
constexpr uint64_t kDefaultMillis = 100;

struct Plan {
  std::string text;  // what was understood; the rest says what it means
  std::string point;
  uint64_t left = 0;
  std::string action;
  uint64_t millis = kDefaultMillis;
};

const char* nameOf(Fault point) {
  static constexpr const char* kNames[] = {
#define LOCKSTEP_FAULT_NAME(name, text) text,
      LOCKSTEP_FAULT_POINTS(LOCKSTEP_FAULT_NAME)
#undef LOCKSTEP_FAULT_NAME
  };
  return kNames[static_cast<size_t>(point)];
}

/// As it is now: the tests set it in the running process.
std::string environment() {
#ifdef _WIN32
  char text[128];  // the C library's copy does not follow
  const DWORD length = ::GetEnvironmentVariableA(kVariable, text, sizeof(text));
  return length < sizeof(text) ? std::string(text, length) : std::string();
#else
  const char* const text = std::getenv(kVariable);
  return text == nullptr ? std::string() : std::string(text);
#endif
}

std::string_view take(std::string_view& rest) {
  const std::string_view part = rest.substr(0, rest.find(':'));
  rest.remove_prefix(part.size() < rest.size() ? part.size() + 1 : rest.size());
  return part;
}

Plan parse(const std::string& text) {
  Plan plan;
  plan.text = text;
  std::string_view rest = text;
  plan.point = take(rest);
  plan.left = std::strtoull(std::string(take(rest)).c_str(), nullptr, 10);
  plan.action = take(rest);
  if (!rest.empty()) plan.millis = std::strtoull(std::string(take(rest)).c_str(), nullptr, 10);
  return plan;
}

/// In one system call, so that nothing of it is left to be done when the process ends.
void tell(const char* name) {
  char line[96];
  const int length = std::snprintf(line, sizeof(line), "fault %s %" PRIu64 "\n", name, platform::monotonicMicros());
#ifdef _WIN32
  DWORD written;
  ::WriteFile(::GetStdHandle(STD_OUTPUT_HANDLE), line, static_cast<DWORD>(length), &written, nullptr);
#else
  (void)!::write(STDOUT_FILENO, line, static_cast<size_t>(length));
#endif
}

void endProcess() {
#ifdef _WIN32
  ::TerminateProcess(::GetCurrentProcess(), 0xfa);
#else
  ::kill(::getpid(), SIGKILL);
#endif
}

void stopProcess() {
#ifdef _WIN32
  ::SuspendThread(::GetCurrentThread());
#else
  ::kill(::getpid(), SIGSTOP);
#endif
}

}  // namespace

void faultPoint(Fault point) noexcept {
  static std::mutex mutex;
  static Plan plan;
  std::string action;
  uint64_t millis = 0;
  {
    const std::lock_guard<std::mutex> guard(mutex);
    if (const std::string text = environment(); text != plan.text) plan = parse(text);
    if (plan.left == 0 || plan.point != nameOf(point) || --plan.left > 0) return;
    action = plan.action;
    millis = plan.millis;
  }
  tell(nameOf(point));
  if (action == "kill")
    endProcess();
  else if (action == "stop")
    stopProcess();
  else
    platform::sleepMicros(millis * 1000);
}

}  // namespace lockstep
