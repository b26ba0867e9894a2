// The directory of a user's segments. On Windows it holds no memory: it is part of the segments' names, and shows by
// markers which ones there may be.
#include <vector>

#include "../error.h"
#include "platform.h"
#include "windows.h"
#include "windows_names.h"
#include "windows_security.h"

namespace lockstep::platform {

namespace {

[[noreturn]] void refuse(const std::string& directory, const std::string& why) {
  throw Error("LOCKSTEP_PERMISSION", "The directory for segments, " + directory + ", " + why);
}

/// From the process's environment as it is now; the C library's copy does not follow `process.env`.
std::wstring environment(const wchar_t* name) {
  std::wstring value(::GetEnvironmentVariableW(name, nullptr, 0), L'\0');
  if (value.empty()) return value;
  value.resize(::GetEnvironmentVariableW(name, value.data(), static_cast<DWORD>(value.size())));
  return value;
}

void makeDirectory(const std::wstring& directory, SECURITY_ATTRIBUTES* attributes) {
  if (::CreateDirectoryW(directory.c_str(), attributes)) return;
  const DWORD error = ::GetLastError();
  if (error == ERROR_ALREADY_EXISTS) return;
  refuse(narrow(directory),
         "cannot be made: " + reasonOf(error) + ". Make it, or set LOCKSTEP_DIR to a directory that you may write to.");
}

/// The one spelling that all processes use, whatever links, short names and cases they were given.
std::string finalName(HANDLE directory, const std::wstring& given) {
  std::wstring name(32768, L'\0');
  name.resize(::GetFinalPathNameByHandleW(directory, name.data(), static_cast<DWORD>(name.size()), 0));
  if (name.empty()) name = given;
  if (name.rfind(L"\\\\?\\UNC\\", 0) == 0) return "\\\\" + narrow(name.substr(8));
  if (name.rfind(L"\\\\?\\", 0) == 0) return narrow(name.substr(4));
  return narrow(name);
}

}  // namespace

std::string checkedDirectory(const std::string& given) {
  const std::wstring directory = wide(given);
  makeDirectory(directory, ownerOnlyDirectory());
  const Handle opened(::CreateFileW(directory.c_str(), READ_CONTROL | FILE_READ_ATTRIBUTES,
                                    FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_EXISTING,
                                    FILE_FLAG_BACKUP_SEMANTICS, nullptr));
  if (!opened)
    refuse(given, "cannot be looked at: " + reasonOf(::GetLastError()) + ". Set LOCKSTEP_DIR to one of your own.");
  BY_HANDLE_FILE_INFORMATION info;
  if (!::GetFileInformationByHandle(opened.get(), &info) || (info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0)
    refuse(given, "is not a directory. Remove what lies there, or set LOCKSTEP_DIR.");
  if (!ownedByUser(opened.get(), true))
    refuse(given, "belongs to another user. Set LOCKSTEP_DIR to a directory of your own.");
  return finalName(opened.get(), directory);
}

std::string segmentDirectory() {
  if (const std::wstring chosen = environment(L"LOCKSTEP_DIR"); !chosen.empty())
    return checkedDirectory(narrow(chosen));
  std::wstring data = environment(L"LOCALAPPDATA");
  if (data.empty()) data = environment(L"TEMP");
  if (data.empty())
    throw Error("LOCKSTEP_PERMISSION",
                "There is no directory for segments: neither LOCALAPPDATA nor TEMP is set. Set LOCKSTEP_DIR.");
  makeDirectory(data + L"\\Lockstep", ownerOnlyDirectory());
  return checkedDirectory(narrow(data + L"\\Lockstep\\Segments"));
}

std::vector<std::string> segmentKeys(const std::string& directory) {
  std::vector<std::string> keys;
  WIN32_FIND_DATAW found;
  const HANDLE list = ::FindFirstFileW(wide(directory + "\\*" + kSegmentEnding).c_str(), &found);
  if (list == INVALID_HANDLE_VALUE) return keys;
  do {
    const std::string name = narrow(found.cFileName);
    keys.push_back(name.substr(0, name.size() - (sizeof(kSegmentEnding) - 1)));
  } while (::FindNextFileW(list, &found));
  ::FindClose(list);
  return keys;
}

}  // namespace lockstep::platform
