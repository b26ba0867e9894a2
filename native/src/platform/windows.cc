// Time, waiting, text and errors on Windows.
#include "windows.h"

#include <random>

#include "../error.h"
#include "platform.h"

namespace lockstep::platform {

uint64_t monotonicMicros() {
  static const uint64_t frequency = [] {
    LARGE_INTEGER value;
    ::QueryPerformanceFrequency(&value);
    return static_cast<uint64_t>(value.QuadPart);
  }();
  LARGE_INTEGER now;
  ::QueryPerformanceCounter(&now);
  const uint64_t ticks = static_cast<uint64_t>(now.QuadPart);
  return ticks / frequency * 1'000'000 + ticks % frequency * 1'000'000 / frequency;
}

double wallMillis() {
  FILETIME now;
  ::GetSystemTimePreciseAsFileTime(&now);
  const uint64_t ticks = (static_cast<uint64_t>(now.dwHighDateTime) << 32) | now.dwLowDateTime;
  constexpr uint64_t kEpoch = 116'444'736'000'000'000;  // 1970 in units of 100 ns since 1601
  return static_cast<double>((ticks - kEpoch) / 10) / 1e3;
}

void relax() { YieldProcessor(); }

void yieldThread() { ::SwitchToThread(); }

void sleepMicros(uint64_t micros) {
  // Sleep() counts in ticks of the clock, 15.6 ms each: who waits for a lock would oversleep most of its 50 ms.
  constexpr DWORD kHighResolution = 0x2;  // CREATE_WAITABLE_TIMER_HIGH_RESOLUTION, since Windows 10 1803
  Handle timer(::CreateWaitableTimerExW(nullptr, nullptr, kHighResolution, TIMER_ALL_ACCESS));
  LARGE_INTEGER due;
  due.QuadPart = -static_cast<LONGLONG>(micros * 10);
  if (timer && ::SetWaitableTimer(timer.get(), &due, 0, nullptr, nullptr, FALSE))
    ::WaitForSingleObject(timer.get(), INFINITE);
  else
    ::Sleep(static_cast<DWORD>((micros + 999) / 1000));
}

uint64_t randomWord() {
  std::random_device device;
  return (static_cast<uint64_t>(device()) << 32) | device();
}

std::wstring wide(const std::string& text) {
  const int length = static_cast<int>(text.size());
  std::wstring result(static_cast<size_t>(::MultiByteToWideChar(CP_UTF8, 0, text.data(), length, nullptr, 0)), L'\0');
  ::MultiByteToWideChar(CP_UTF8, 0, text.data(), length, result.data(), static_cast<int>(result.size()));
  return result;
}

std::string narrow(const std::wstring& text) {
  const int length = static_cast<int>(text.size());
  const int bytes = ::WideCharToMultiByte(CP_UTF8, 0, text.data(), length, nullptr, 0, nullptr, nullptr);
  std::string result(static_cast<size_t>(bytes), '\0');
  ::WideCharToMultiByte(CP_UTF8, 0, text.data(), length, result.data(), bytes, nullptr, nullptr);
  return result;
}

std::string reasonOf(DWORD error) {
  wchar_t text[512];
  const DWORD length = ::FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, nullptr, error, 0,
                                        text, static_cast<DWORD>(std::size(text)), nullptr);
  std::wstring message(text, length);
  while (!message.empty() && (message.back() <= L' ' || message.back() == L'.')) message.pop_back();
  return message.empty() ? "Windows error " + std::to_string(error) : narrow(message);
}

void throwLast(const std::string& what, uint64_t bytes, DWORD error) {
  const std::string reason = reasonOf(error);
  switch (error) {
    case ERROR_COMMITMENT_LIMIT:
    case ERROR_COMMITMENT_MINIMUM:
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY:
    case ERROR_NO_SYSTEM_RESOURCES:
    case ERROR_WORKING_SET_QUOTA:
    case ERROR_PAGEFILE_QUOTA:
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
    case 1295:  // ERROR_DISK_QUOTA_EXCEEDED
    case ERROR_FILE_TOO_LARGE:
      throw Error("LOCKSTEP_NO_SPACE",
                  "Could not " + what + (bytes > 0 ? " (" + std::to_string(bytes) + " bytes)" : "") + ": " + reason +
                      ". Close programs that hold much memory, let the page file grow, or free space on the disk.");
    case ERROR_ACCESS_DENIED:
    case ERROR_INVALID_OWNER:
      throw Error("LOCKSTEP_PERMISSION", "Could not " + what + ": " + reason +
                                             ". It belongs to another user, or is held by another program under "
                                             "other rights. Run all programs that share it as the same user.");
    case ERROR_INVALID_HANDLE:  // of a name: an object of another kind has it
      throw Error("LOCKSTEP_PERMISSION",
                  "Could not " + what + ": something else has its name. Find the program that took it, and end it.");
    default:
      throw Error("LOCKSTEP_SYSTEM", "Could not " + what + ": " + reason + ".");
  }
}

}  // namespace lockstep::platform
