#include "../error.h"
#include "platform.h"
#include "windows_file.h"
#include "windows_security.h"

namespace lockstep::platform {

namespace {

void checkDirectory(const std::string& path) {
  std::string directory = path.substr(0, path.find_last_of("\\/"));
  if (directory.size() == 2) directory += "\\";  // of a drive
  const DWORD attributes = ::GetFileAttributesW(wide(directory).c_str());
  if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) return;
  if (::GetLastError() == ERROR_ACCESS_DENIED)
    throw Error("LOCKSTEP_PERMISSION", "The directory of the file " + path + " cannot be entered by this user.");
  throw Error("LOCKSTEP_NOT_FOUND", "There is no directory " + directory + " for the file. Make it first.");
}

void checkDisk(HANDLE file, const std::string& path) {
  // Only the beginning counts, but it is written only where all of it fits.
  std::wstring whole(::GetFinalPathNameByHandleW(file, nullptr, 0, VOLUME_NAME_DOS), L'\0');
  whole.resize(::GetFinalPathNameByHandleW(file, whole.data(), static_cast<DWORD>(whole.size()), VOLUME_NAME_DOS));
  const bool network = whole.rfind(L"\\\\?\\UNC\\", 0) == 0 ||
                       (whole.size() > 7 && ::GetDriveTypeW(whole.substr(4, 3).c_str()) == DRIVE_REMOTE);
  if (network)
    throw Error("LOCKSTEP_OPTIONS", "The file " + path +
                                        " lies on a network drive, whose memory the processes of two machines do not "
                                        "share. Put it on a local disk.");
}

}  // namespace

bool isAbsolute(const std::string& path) {
  const auto slash = [&](size_t at) { return path.size() > at && (path[at] == '\\' || path[at] == '/'); };
  return (slash(0) && slash(1)) || (path.size() > 2 && path[1] == ':' && slash(2));
}

Handle openStoreFile(const std::string& path, bool create) {
  checkDirectory(path);
  // Not FILE_SHARE_DELETE: a file that is renamed or removed under its processes would be two for those who come.
  Handle file(::CreateFileW(wide(path).c_str(), GENERIC_READ | GENERIC_WRITE | READ_CONTROL,
                            FILE_SHARE_READ | FILE_SHARE_WRITE, ownerOnly(), create ? OPEN_ALWAYS : OPEN_EXISTING,
                            FILE_ATTRIBUTE_NORMAL | FILE_FLAG_OPEN_REPARSE_POINT, nullptr));
  if (!file) {
    const DWORD error = ::GetLastError();
    if (error == ERROR_FILE_NOT_FOUND && !create) return Handle();
    if (error == ERROR_ACCESS_DENIED || error == ERROR_SHARING_VIOLATION || error == ERROR_WRITE_PROTECT)
      throw Error("LOCKSTEP_PERMISSION", "The file " + path +
                                             " cannot be opened for reading and writing: " + reasonOf(error) +
                                             ". Remove what lies there, close the program that has "
                                             "it open, or give it back to this user.");
    throwLast("open the file " + path, 0, error);
  }
  BY_HANDLE_FILE_INFORMATION info;
  if (::GetFileType(file.get()) != FILE_TYPE_DISK || !::GetFileInformationByHandle(file.get(), &info) ||
      (info.dwFileAttributes & (FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT)) != 0)
    throw Error("LOCKSTEP_PERMISSION", "The file " + path + " is no regular file. Remove it.");
  checkOwner(file.get(), "The file " + path, true);
  checkDisk(file.get(), path);
  return file;
}

std::wstring identityOf(HANDLE file, const std::string& path) {
  BY_HANDLE_FILE_INFORMATION info;
  if (!::GetFileInformationByHandle(file, &info)) throwLast("look at the file " + path, 0);
  return L"file " + std::to_wstring(info.dwVolumeSerialNumber) + L" " + std::to_wstring(info.nFileIndexHigh) + L" " +
         std::to_wstring(info.nFileIndexLow);
}

}  // namespace lockstep::platform
