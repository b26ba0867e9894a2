#include "inspect.h"

#include <aclapi.h>
#include <sddl.h>
#include <tlhelp32.h>

#include <cstring>
#include <vector>

using lockstep::platform::Handle;

namespace testing {

namespace {

constexpr size_t kPieceBytes = 64 * 1024;

}  // namespace

namespace {

/// Calls `each(handle)` for the threads of a process, opened with `access`, until it returns false.
template <typename Each>
void eachThread(DWORD process, DWORD access, const Each& each) {
  const Handle list(::CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0));
  THREADENTRY32 entry{};
  entry.dwSize = sizeof(entry);
  for (BOOL more = ::Thread32First(list.get(), &entry); more; more = ::Thread32Next(list.get(), &entry)) {
    if (entry.th32OwnerProcessID != process) continue;
    const Handle thread(::OpenThread(access, FALSE, entry.th32ThreadID));
    if (thread && !each(thread.get())) return;
  }
}

double seconds(const FILETIME& time) {
  return static_cast<double>((static_cast<uint64_t>(time.dwHighDateTime) << 32) | time.dwLowDateTime) / 1e7;
}

}  // namespace

bool allThreadsSuspended(DWORD process) {
  bool any = false;
  bool all = true;
  eachThread(process, THREAD_SUSPEND_RESUME, [&](HANDLE thread) {
    const DWORD before = ::SuspendThread(thread);
    if (before == static_cast<DWORD>(-1)) return true;  // it ended
    ::ResumeThread(thread);
    any = true;
    all = before > 0;
    return all;
  });
  return any && all;
}

double processorSeconds(DWORD process) {
  // Not GetProcessTimes: under Wine it tells the caller's own.
  double sum = 0;
  eachThread(process, THREAD_QUERY_LIMITED_INFORMATION, [&](HANDLE thread) {
    FILETIME created, ended, kernel, user;
    if (::GetThreadTimes(thread, &created, &ended, &kernel, &user)) sum += seconds(kernel) + seconds(user);
    return true;
  });
  return sum;
}

uint32_t openHandles() {
  // Not GetProcessHandleCount: under Wine it says 0.
  struct Entry {
    void* object;
    ULONG_PTR process;
    ULONG_PTR value;
    ULONG access;
    USHORT traceIndex, type;
    ULONG attributes, reserved;
  };
  struct Header {
    ULONG_PTR count, reserved;
  };
  constexpr ULONG kExtendedHandleInformation = 64;
  const FARPROC found = ::GetProcAddress(::GetModuleHandleW(L"ntdll.dll"), "NtQuerySystemInformation");
  LONG(NTAPI * query)(ULONG, void*, ULONG, ULONG*);
  std::memcpy(&query, &found, sizeof(query));
  std::vector<uint8_t> bytes(1 << 20);
  while (query(kExtendedHandleInformation, bytes.data(), static_cast<ULONG>(bytes.size()), nullptr) < 0) {
    if (bytes.size() > (1 << 28)) return 0;
    bytes.resize(bytes.size() * 2);
  }
  Header header;
  std::memcpy(&header, bytes.data(), sizeof(header));
  uint32_t own = 0;
  for (ULONG_PTR i = 0; i < header.count; ++i) {
    Entry entry;
    std::memcpy(&entry, bytes.data() + sizeof(header) + i * sizeof(entry), sizeof(entry));
    if (entry.process == ::GetCurrentProcessId()) ++own;
  }
  return own;
}

uint32_t mappedViews() {
  uint32_t count = 0;
  MEMORY_BASIC_INFORMATION info;
  for (uint8_t* at = nullptr; ::VirtualQuery(at, &info, sizeof(info)) != 0;
       at = static_cast<uint8_t*>(info.BaseAddress) + info.RegionSize)
    if (info.Type == MEM_MAPPED && info.AllocationBase == info.BaseAddress) ++count;
  return count;
}

View::View(const std::wstring& name)
    : section_(::OpenFileMappingW(FILE_MAP_READ | FILE_MAP_WRITE, FALSE, name.c_str())) {
  if (section_)
    data_ = static_cast<uint8_t*>(::MapViewOfFile(section_.get(), FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, 0));
}

View::~View() {
  if (data_ != nullptr) ::UnmapViewOfFile(data_);
}

size_t View::size() const {
  size_t sum = 0;
  MEMORY_BASIC_INFORMATION info;
  while (::VirtualQuery(data_ + sum, &info, sizeof(info)) != 0 && info.AllocationBase == data_) sum += info.RegionSize;
  return sum;
}

void View::read(uint8_t* into) const {
  size_t at = 0;
  MEMORY_BASIC_INFORMATION info;
  for (; ::VirtualQuery(data_ + at, &info, sizeof(info)) != 0 && info.AllocationBase == data_; at += info.RegionSize) {
    // In pieces: Wine says of what other views have committed that there was nothing.
    for (size_t piece = at; piece < at + info.RegionSize; piece += kPieceBytes) {
      SIZE_T copied = 0;
      if (!::ReadProcessMemory(::GetCurrentProcess(), data_ + piece, into + piece, kPieceBytes, &copied))
        std::memset(into + piece, 0, kPieceBytes);
    }
  }
}

Handle openAnything(const std::wstring& name) {
  for (HANDLE object : {::OpenFileMappingW(READ_CONTROL, FALSE, name.c_str()),
                        ::OpenMutexW(READ_CONTROL, FALSE, name.c_str()),
                        ::OpenEventW(READ_CONTROL, FALSE, name.c_str())})
    if (object != nullptr) return Handle(object);
  return Handle();
}

std::wstring describeSecurity(HANDLE object) {
  constexpr SECURITY_INFORMATION kWhat = OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  wchar_t* text = nullptr;
  std::wstring result;
  if (::GetSecurityInfo(object, SE_KERNEL_OBJECT, kWhat, nullptr, nullptr, nullptr, nullptr, &descriptor) ==
          ERROR_SUCCESS &&
      ::ConvertSecurityDescriptorToStringSecurityDescriptorW(descriptor, SDDL_REVISION_1, kWhat, &text, nullptr))
    result = text;
  ::LocalFree(text);
  ::LocalFree(descriptor);
  return result;
}

Handle makeEvent(const std::wstring& name, const std::wstring& access) {
  SECURITY_ATTRIBUTES attributes{sizeof(SECURITY_ATTRIBUTES), nullptr, FALSE};
  ::ConvertStringSecurityDescriptorToSecurityDescriptorW(access.c_str(), SDDL_REVISION_1,
                                                         &attributes.lpSecurityDescriptor, nullptr);
  Handle event(::CreateEventW(&attributes, TRUE, FALSE, name.c_str()));
  ::LocalFree(attributes.lpSecurityDescriptor);
  return event;
}

}  // namespace testing
